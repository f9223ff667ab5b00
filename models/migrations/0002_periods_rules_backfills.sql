-- When a paper came onto a list, and when the reader last looked at the list:
-- what came between is new to the reader.
ALTER TABLE listings ADD COLUMN added_at TEXT NOT NULL DEFAULT '';
ALTER TABLE lists ADD COLUMN looked_at TEXT NOT NULL DEFAULT '';

-- What the reader mutes and follows.
CREATE TABLE rules (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  kind   TEXT NOT NULL CHECK (kind IN ('word', 'author', 'organization')),
  text   TEXT NOT NULL,
  -- the text as it is compared
  folded TEXT NOT NULL,
  effect TEXT NOT NULL CHECK (effect IN ('mute', 'follow')),
  UNIQUE (kind, folded)
);

-- Ranges of days that are being read; which of them were read is in lists.
CREATE TABLE backfills (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  first_day  TEXT NOT NULL,
  last_day   TEXT NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('running', 'paused', 'done', 'cancelled')),
  started_at TEXT NOT NULL
);
