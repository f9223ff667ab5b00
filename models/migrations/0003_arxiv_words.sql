-- What arXiv alone says of a paper: its authors' comment, and where it appeared.
ALTER TABLE papers ADD COLUMN arxiv_comment TEXT NOT NULL DEFAULT '';
ALTER TABLE papers ADD COLUMN journal TEXT NOT NULL DEFAULT '';
