-- Words are found in scripts that do not part them, and signs such as emoji are
-- found at all: the full-text indexes hold texts as words_apart writes them, a
-- function that the program brings along.
DROP TRIGGER papers_fts_insert;
DROP TRIGGER papers_fts_delete;
DROP TRIGGER papers_fts_update;
DROP TABLE papers_fts;
CREATE VIEW papers_searched AS
  SELECT fts_id, words_apart(title) AS title, words_apart(abstract) AS abstract,
    words_apart(authors_text) AS authors_text, words_apart(keywords_text) AS keywords_text
  FROM papers;
CREATE VIRTUAL TABLE papers_fts USING fts5(
  title, abstract, authors_text, keywords_text,
  content = 'papers_searched', content_rowid = 'fts_id',
  tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4'
);
INSERT INTO papers_fts(papers_fts) VALUES ('rebuild');

CREATE TRIGGER papers_fts_insert AFTER INSERT ON papers BEGIN
  INSERT INTO papers_fts(rowid, title, abstract, authors_text, keywords_text)
  VALUES (new.fts_id, words_apart(new.title), words_apart(new.abstract), words_apart(new.authors_text), words_apart(new.keywords_text));
END;
CREATE TRIGGER papers_fts_delete AFTER DELETE ON papers BEGIN
  INSERT INTO papers_fts(papers_fts, rowid, title, abstract, authors_text, keywords_text)
  VALUES ('delete', old.fts_id, words_apart(old.title), words_apart(old.abstract), words_apart(old.authors_text), words_apart(old.keywords_text));
END;
CREATE TRIGGER papers_fts_update AFTER UPDATE ON papers
WHEN old.title IS NOT new.title OR old.abstract IS NOT new.abstract
  OR old.authors_text IS NOT new.authors_text OR old.keywords_text IS NOT new.keywords_text
  OR old.fts_id IS NOT new.fts_id
BEGIN
  INSERT INTO papers_fts(papers_fts, rowid, title, abstract, authors_text, keywords_text)
  VALUES ('delete', old.fts_id, words_apart(old.title), words_apart(old.abstract), words_apart(old.authors_text), words_apart(old.keywords_text));
  INSERT INTO papers_fts(rowid, title, abstract, authors_text, keywords_text)
  VALUES (new.fts_id, words_apart(new.title), words_apart(new.abstract), words_apart(new.authors_text), words_apart(new.keywords_text));
END;

DROP TRIGGER notes_fts_insert;
DROP TRIGGER notes_fts_delete;
DROP TRIGGER notes_fts_update;
DROP TABLE notes_fts;
CREATE VIEW notes_searched AS SELECT id, words_apart(text) AS text, words_apart(quote) AS quote FROM notes;
CREATE VIRTUAL TABLE notes_fts USING fts5(
  text, quote,
  content = 'notes_searched', content_rowid = 'id',
  tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4'
);
INSERT INTO notes_fts(notes_fts) VALUES ('rebuild');

CREATE TRIGGER notes_fts_insert AFTER INSERT ON notes BEGIN
  INSERT INTO notes_fts(rowid, text, quote) VALUES (new.id, words_apart(new.text), words_apart(new.quote));
END;
CREATE TRIGGER notes_fts_delete AFTER DELETE ON notes BEGIN
  INSERT INTO notes_fts(notes_fts, rowid, text, quote) VALUES ('delete', old.id, words_apart(old.text), words_apart(old.quote));
END;
CREATE TRIGGER notes_fts_update AFTER UPDATE ON notes
WHEN old.text IS NOT new.text OR old.quote IS NOT new.quote OR old.id IS NOT new.id
BEGIN
  INSERT INTO notes_fts(notes_fts, rowid, text, quote) VALUES ('delete', old.id, words_apart(old.text), words_apart(old.quote));
  INSERT INTO notes_fts(rowid, text, quote) VALUES (new.id, words_apart(new.text), words_apart(new.quote));
END;

-- What filters and orders ask of a paper beside its text, the newest last, so
-- that a search for it does not go through the texts.
CREATE INDEX papers_facts ON papers(fts_id, list_day, published, upvotes, comments, github_stars, github, project, organization, organization_login);
CREATE INDEX papers_by_organization ON papers(organization) WHERE organization <> '';

-- What the reader searched for last. It is no step: it is a help, not a word.
CREATE TABLE recent_searches (
  query TEXT PRIMARY KEY,
  at    TEXT NOT NULL
) WITHOUT ROWID;
