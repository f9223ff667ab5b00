-- A citation key belongs to a paper, in the reading list or not: whoever has
-- cited a paper has its key for good. Keys that differ in case only are the same
-- to BibTeX.
CREATE TABLE citation_keys (
  paper_id INTEGER PRIMARY KEY REFERENCES papers(id),
  key      TEXT NOT NULL UNIQUE COLLATE NOCASE
);
INSERT OR IGNORE INTO citation_keys(paper_id, key) SELECT paper_id, citation_key FROM entries ORDER BY kept_at;
-- Papers that are in the trash keep theirs, too.
INSERT OR IGNORE INTO citation_keys(paper_id, key)
  SELECT c.key, json_extract(c.before, '$.citation_key') FROM changes c JOIN papers p ON p.id = c.key
  WHERE c.table_name = 'entries' AND json_extract(c.before, '$.citation_key') <> '' ORDER BY c.id DESC;

CREATE TABLE entries_without_keys (
  paper_id   INTEGER PRIMARY KEY REFERENCES papers(id),
  state      TEXT NOT NULL CHECK (state IN ('toread', 'reading', 'done', 'archived')),
  starred    INTEGER NOT NULL DEFAULT 0,
  rating     INTEGER NOT NULL DEFAULT 0 CHECK (rating BETWEEN 0 AND 5),
  why        TEXT NOT NULL DEFAULT '',
  position   REAL NOT NULL DEFAULT 0,
  kept_at    TEXT NOT NULL,
  state_at   TEXT NOT NULL,
  starred_at TEXT NOT NULL DEFAULT '',
  rated_at   TEXT NOT NULL DEFAULT ''
);
INSERT INTO entries_without_keys SELECT paper_id, state, starred, rating, why, position, kept_at, state_at, starred_at, rated_at FROM entries;
DROP TABLE entries;
ALTER TABLE entries_without_keys RENAME TO entries;
CREATE INDEX entries_by_state ON entries(state, position);
CREATE INDEX entries_by_state_at ON entries(state, state_at);
CREATE INDEX entries_by_kept_at ON entries(kept_at);
CREATE INDEX entries_starred ON entries(kept_at) WHERE starred = 1;
UPDATE changes SET before = json_remove(before, '$.citation_key'), after = json_remove(after, '$.citation_key') WHERE table_name = 'entries';

-- How the reader takes the name of an author apart, where the rules have it
-- wrong.
CREATE TABLE name_parts (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  name     TEXT NOT NULL UNIQUE, -- as papers have it
  family   TEXT NOT NULL DEFAULT '',
  given    TEXT NOT NULL DEFAULT '',
  particle TEXT NOT NULL DEFAULT '',
  suffix   TEXT NOT NULL DEFAULT '',
  literal  TEXT NOT NULL DEFAULT ''
);
