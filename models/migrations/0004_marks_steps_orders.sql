-- When a paper was starred and rated.
ALTER TABLE entries ADD COLUMN starred_at TEXT NOT NULL DEFAULT '';
ALTER TABLE entries ADD COLUMN rated_at TEXT NOT NULL DEFAULT '';

-- A step's label as a text with places and what stands in them, a JSON array of
-- texts, so that it can be said in other languages.
ALTER TABLE steps ADD COLUMN text_format TEXT NOT NULL DEFAULT '';
ALTER TABLE steps ADD COLUMN text_args TEXT NOT NULL DEFAULT '[]';
-- How many rows and papers it touches, and how many whole things it deleted.
ALTER TABLE steps ADD COLUMN row_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE steps ADD COLUMN paper_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE steps ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0;
-- The order in which steps were undone.
ALTER TABLE steps ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;
UPDATE steps SET
  row_count = (SELECT count(*) FROM changes c WHERE c.step_id = steps.id),
  paper_count = (SELECT count(DISTINCT CASE
      WHEN table_name IN ('triage', 'seen', 'entries') THEN key
      WHEN table_name IN ('paper_tags', 'notes') THEN json_extract(coalesce(after, before), '$.paper_id') END)
    FROM changes c WHERE c.step_id = steps.id),
  deleted = (SELECT count(*) FROM changes c WHERE c.step_id = steps.id AND c.before IS NOT NULL AND c.after IS NULL
    AND c.table_name IN ('notes', 'entries', 'tags', 'smart_lists'));

-- A row stands in a step once, with what it was before and after all of it.
DROP INDEX changes_by_step;
CREATE UNIQUE INDEX changes_by_step ON changes(step_id, table_name, key);
DROP INDEX changes_by_row;
CREATE INDEX changes_by_row ON changes(table_name, key, step_id);

-- The orders of places, so that the first of them are found without sorting.
CREATE INDEX entries_by_state_at ON entries(state, state_at);
CREATE INDEX entries_by_kept_at ON entries(kept_at);
DROP INDEX entries_starred;
CREATE INDEX entries_starred ON entries(kept_at) WHERE starred = 1;
DROP INDEX notes_by_paper;
CREATE INDEX notes_by_paper ON notes(paper_id, updated_at);
DROP INDEX papers_by_day;
CREATE INDEX papers_by_day ON papers(list_day, published, fts_id);
CREATE INDEX papers_by_upvotes ON papers(upvotes, fts_id);
CREATE INDEX papers_by_comments ON papers(comments, upvotes, fts_id);
CREATE INDEX papers_by_stars ON papers(coalesce(github_stars, -1), upvotes, fts_id);
CREATE INDEX papers_by_submitter ON papers(submitter_login COLLATE NOCASE);
-- What papers are ordered by, apart from their long texts.
CREATE INDEX papers_figures ON papers(id, fts_id, upvotes, comments, coalesce(github_stars, -1), list_day, published);
