-- What came with the feed.

CREATE TABLE papers (
  id                 INTEGER PRIMARY KEY AUTOINCREMENT,
  arxiv_id           TEXT UNIQUE,
  title              TEXT NOT NULL DEFAULT '',
  abstract           TEXT NOT NULL DEFAULT '',
  source_title       TEXT NOT NULL DEFAULT '',
  source_abstract    TEXT NOT NULL DEFAULT '',
  published          TEXT NOT NULL DEFAULT '',
  list_day           TEXT NOT NULL DEFAULT '',
  upvotes            INTEGER NOT NULL DEFAULT 0,
  comments           INTEGER NOT NULL DEFAULT 0,
  github             TEXT NOT NULL DEFAULT '',
  github_stars       INTEGER,
  project            TEXT NOT NULL DEFAULT '',
  ai_summary         TEXT NOT NULL DEFAULT '',
  ai_keywords        TEXT,
  organization       TEXT NOT NULL DEFAULT '',
  organization_login TEXT NOT NULL DEFAULT '',
  submitter          TEXT NOT NULL DEFAULT '',
  submitter_login    TEXT NOT NULL DEFAULT '',
  thumbnail          TEXT NOT NULL DEFAULT '',
  media              TEXT,
  categories         TEXT,
  authors_text       TEXT NOT NULL DEFAULT '',
  keywords_text      TEXT NOT NULL DEFAULT '',
  fts_id             INTEGER NOT NULL UNIQUE,
  fetched_at         TEXT NOT NULL DEFAULT ''
);
CREATE INDEX papers_by_day ON papers(list_day);

CREATE TABLE identifiers (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  paper_id INTEGER NOT NULL REFERENCES papers(id),
  kind     TEXT NOT NULL CHECK (kind IN ('doi', 'version', 'old')),
  value    TEXT NOT NULL,
  UNIQUE (kind, value)
);
CREATE INDEX identifiers_by_paper ON identifiers(paper_id);

CREATE TABLE authors (
  id   INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE
);

CREATE TABLE paper_authors (
  paper_id  INTEGER NOT NULL REFERENCES papers(id),
  position  INTEGER NOT NULL,
  author_id INTEGER NOT NULL REFERENCES authors(id),
  PRIMARY KEY (paper_id, position)
) WITHOUT ROWID;
CREATE INDEX paper_authors_by_author ON paper_authors(author_id);

CREATE TABLE lists (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  kind    TEXT NOT NULL CHECK (kind IN ('day', 'week', 'month', 'trending', 'submitter')),
  key     TEXT NOT NULL,
  read_at TEXT NOT NULL,
  growing INTEGER NOT NULL DEFAULT 0,
  UNIQUE (kind, key)
);

CREATE TABLE listings (
  list_id  INTEGER NOT NULL REFERENCES lists(id),
  paper_id INTEGER NOT NULL REFERENCES papers(id),
  rank     INTEGER NOT NULL,
  -- the list day that the paper has now, where it was moved to another one
  moved_to TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (list_id, paper_id)
) WITHOUT ROWID;
CREATE INDEX listings_by_paper ON listings(paper_id);

-- What the reader made of it.

CREATE TABLE triage (
  paper_id     INTEGER PRIMARY KEY REFERENCES papers(id),
  seen_at      TEXT NOT NULL DEFAULT '',
  dismissed    INTEGER NOT NULL DEFAULT 0,
  upvotes_seen INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE entries (
  paper_id     INTEGER PRIMARY KEY REFERENCES papers(id),
  state        TEXT NOT NULL CHECK (state IN ('toread', 'reading', 'done', 'archived')),
  starred      INTEGER NOT NULL DEFAULT 0,
  rating       INTEGER NOT NULL DEFAULT 0 CHECK (rating BETWEEN 0 AND 5),
  why          TEXT NOT NULL DEFAULT '',
  position     REAL NOT NULL DEFAULT 0,
  citation_key TEXT NOT NULL UNIQUE,
  kept_at      TEXT NOT NULL,
  state_at     TEXT NOT NULL
);
CREATE INDEX entries_by_state ON entries(state, position);
CREATE INDEX entries_starred ON entries(starred) WHERE starred = 1;

CREATE TABLE tags (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  name   TEXT NOT NULL,
  -- the name as it is compared: one tag whatever the case
  folded TEXT NOT NULL UNIQUE,
  color  TEXT NOT NULL DEFAULT '',
  hotkey INTEGER NOT NULL DEFAULT 0 CHECK (hotkey BETWEEN 0 AND 9)
);

CREATE TABLE paper_tags (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  paper_id INTEGER NOT NULL REFERENCES papers(id),
  tag_id   INTEGER NOT NULL REFERENCES tags(id),
  UNIQUE (paper_id, tag_id)
);
CREATE INDEX paper_tags_by_tag ON paper_tags(tag_id, paper_id);

CREATE TABLE notes (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  paper_id      INTEGER NOT NULL REFERENCES papers(id),
  text          TEXT NOT NULL,
  quote         TEXT NOT NULL DEFAULT '',
  quote_before  TEXT NOT NULL DEFAULT '',
  quote_after   TEXT NOT NULL DEFAULT '',
  abstract_hash TEXT NOT NULL DEFAULT '',
  created_at    TEXT NOT NULL,
  updated_at    TEXT NOT NULL
);
CREATE INDEX notes_by_paper ON notes(paper_id);

CREATE TABLE smart_lists (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  name     TEXT NOT NULL,
  query    TEXT NOT NULL,
  color    TEXT NOT NULL DEFAULT '',
  position REAL NOT NULL DEFAULT 0
);

CREATE TABLE steps (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  label  TEXT NOT NULL,
  at     TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('window', 'command')),
  -- 0 in force, 1 undone and can be redone, 2 undone for good
  undone INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX steps_undone ON steps(undone, id);

CREATE TABLE changes (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  step_id    INTEGER NOT NULL REFERENCES steps(id) ON DELETE CASCADE,
  table_name TEXT NOT NULL,
  key        INTEGER NOT NULL,
  before     TEXT,
  after      TEXT
);
CREATE INDEX changes_by_step ON changes(step_id);
CREATE INDEX changes_by_row ON changes(table_name, key);

-- Full text. Words are kept unstemmed, so that no typed prefix is lost; a query
-- asks for the forms of its words instead.

CREATE VIRTUAL TABLE papers_fts USING fts5(
  title, abstract, authors_text, keywords_text,
  content = 'papers', content_rowid = 'fts_id',
  tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4'
);

CREATE TRIGGER papers_fts_insert AFTER INSERT ON papers BEGIN
  INSERT INTO papers_fts(rowid, title, abstract, authors_text, keywords_text)
  VALUES (new.fts_id, new.title, new.abstract, new.authors_text, new.keywords_text);
END;
CREATE TRIGGER papers_fts_delete AFTER DELETE ON papers BEGIN
  INSERT INTO papers_fts(papers_fts, rowid, title, abstract, authors_text, keywords_text)
  VALUES ('delete', old.fts_id, old.title, old.abstract, old.authors_text, old.keywords_text);
END;
CREATE TRIGGER papers_fts_update AFTER UPDATE ON papers
WHEN old.title IS NOT new.title OR old.abstract IS NOT new.abstract
  OR old.authors_text IS NOT new.authors_text OR old.keywords_text IS NOT new.keywords_text
  OR old.fts_id IS NOT new.fts_id
BEGIN
  INSERT INTO papers_fts(papers_fts, rowid, title, abstract, authors_text, keywords_text)
  VALUES ('delete', old.fts_id, old.title, old.abstract, old.authors_text, old.keywords_text);
  INSERT INTO papers_fts(rowid, title, abstract, authors_text, keywords_text)
  VALUES (new.fts_id, new.title, new.abstract, new.authors_text, new.keywords_text);
END;

CREATE VIRTUAL TABLE notes_fts USING fts5(
  text, quote,
  content = 'notes', content_rowid = 'id',
  tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4'
);

CREATE TRIGGER notes_fts_insert AFTER INSERT ON notes BEGIN
  INSERT INTO notes_fts(rowid, text, quote) VALUES (new.id, new.text, new.quote);
END;
CREATE TRIGGER notes_fts_delete AFTER DELETE ON notes BEGIN
  INSERT INTO notes_fts(notes_fts, rowid, text, quote) VALUES ('delete', old.id, old.text, old.quote);
END;
CREATE TRIGGER notes_fts_update AFTER UPDATE ON notes BEGIN
  INSERT INTO notes_fts(notes_fts, rowid, text, quote) VALUES ('delete', old.id, old.text, old.quote);
  INSERT INTO notes_fts(rowid, text, quote) VALUES (new.id, new.text, new.quote);
END;
