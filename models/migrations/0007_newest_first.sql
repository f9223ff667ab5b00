-- The full-text index runs from the newest papers to the oldest: fts_id falls
-- with the list day and the paper's key, where it rose with them. FTS5 reads
-- forwards without taking a list of rows in whole first, and backwards not.
DROP TRIGGER papers_fts_insert;
DROP TRIGGER papers_fts_delete;
DROP TRIGGER papers_fts_update;
DROP TABLE papers_fts;
DROP VIEW papers_searched;
DROP INDEX papers_by_day;
DROP INDEX papers_by_upvotes;
DROP INDEX papers_by_comments;
DROP INDEX papers_by_stars;
DROP INDEX papers_figures;
DROP INDEX papers_facts;

-- No new one is an old one: what they have of the key is the complement of it.
UPDATE papers SET fts_id = (32767 << 32 | 4294967295) - fts_id;

CREATE INDEX papers_by_day ON papers(list_day DESC, published DESC, fts_id);
CREATE INDEX papers_by_upvotes ON papers(upvotes DESC, fts_id);
CREATE INDEX papers_by_comments ON papers(comments DESC, upvotes DESC, fts_id);
CREATE INDEX papers_by_stars ON papers(coalesce(github_stars, -1) DESC, upvotes DESC, fts_id);
CREATE INDEX papers_figures ON papers(id, fts_id, upvotes, comments, coalesce(github_stars, -1), list_day, published);
CREATE INDEX papers_facts ON papers(fts_id, list_day, published, upvotes, comments, github_stars, github, project, organization, organization_login);

-- In the order of the index, because FTS5 writes what it has gathered whenever
-- a row comes before the last one.
CREATE VIEW papers_searched AS
  SELECT fts_id, words_apart(title) AS title, words_apart(abstract) AS abstract,
    words_apart(authors_text) AS authors_text, words_apart(keywords_text) AS keywords_text
  FROM papers ORDER BY fts_id;
CREATE VIRTUAL TABLE papers_fts USING fts5(
  title, abstract, authors_text, keywords_text,
  content = 'papers_searched', content_rowid = 'fts_id',
  tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4'
);
INSERT INTO papers_fts(papers_fts) VALUES ('rebuild');
-- The words that the index has, where each stands.
CREATE VIRTUAL TABLE papers_words USING fts5vocab(papers_fts, instance);

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
