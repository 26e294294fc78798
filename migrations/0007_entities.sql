-- Enhetsregisteret: its answers for a while, how it is doing, and its bulk file as a table to look up in.

CREATE TABLE entity_answers (
  number TEXT NOT NULL PRIMARY KEY,
  answer TEXT NOT NULL CHECK (answer IN ('found', 'deleted', 'removed', 'unknown')),
  entity TEXT,                         -- JSON as it was answered; found only
  asked_at BIGINT NOT NULL,            -- wall time
  keep_until BIGINT NOT NULL           -- wall time
);
CREATE INDEX entity_answers_keep_until ON entity_answers (keep_until);

-- One row for every address that is asked. It is left alone until ask_after; one look-up then claims the next try.
CREATE TABLE entity_sources (
  address TEXT NOT NULL PRIMARY KEY,
  failures BIGINT NOT NULL,            -- in a row
  ask_after BIGINT NOT NULL            -- wall time
);

-- One row for every bulk file that was begun.
CREATE TABLE entity_imports (
  id BIGINT NOT NULL PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('running', 'in_use', 'dropped')),
  source TEXT,                         -- size and SHA-256 of the file; NULL: standard input, which is never gone on with
  rows_read BIGINT NOT NULL,           -- the position: what is before it is in the table
  kept BIGINT NOT NULL,
  sole_proprietors BIGINT NOT NULL,    -- left out
  repeated BIGINT NOT NULL,            -- a number that stood there before
  begun_at BIGINT NOT NULL,            -- wall time
  changed_at BIGINT NOT NULL           -- wall time
);
CREATE UNIQUE INDEX entity_imports_one_running ON entity_imports (state) WHERE state = 'running';
CREATE UNIQUE INDEX entity_imports_one_in_use ON entity_imports (state) WHERE state = 'in_use';

CREATE TABLE entities (
  import_id BIGINT NOT NULL,
  number TEXT NOT NULL,
  entity TEXT NOT NULL,                -- JSON in Enhetsregisteret's shape, fewer members
  PRIMARY KEY (import_id, number)
);
