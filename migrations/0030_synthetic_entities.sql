-- Enhetsregisteret's open API: a large population beside the parties, what searches look at, and the feed of changes.

-- Companies that are no parties: made by `fullmakt population make`. A party of the same number stands before its row.
CREATE TABLE synthetic_entities (
  number TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  form TEXT NOT NULL,
  parent_number TEXT,
  description TEXT NOT NULL,           -- JSON in Enhetsregisteret's shape
  roles TEXT NOT NULL,                 -- JSON array: role groups in Enhetsregisteret's shape
  deleted_at BIGINT,                   -- world time
  updated_at BIGINT NOT NULL           -- world time
);

-- One row for every party and every other company that is not deleted: what is found by search and stands in the bulk file.
CREATE TABLE entity_index (
  number TEXT NOT NULL PRIMARY KEY,
  subunit BOOLEAN NOT NULL,
  name_key TEXT NOT NULL,              -- folded in Rust, with a blank in front of every word
  name_order BIGINT NOT NULL,          -- its first eleven letters as a number, which both databases order alike
  form TEXT NOT NULL,
  parent_number TEXT,
  municipality TEXT,
  industry TEXT,
  bankrupt BOOLEAN NOT NULL
);
CREATE INDEX entity_index_subunit ON entity_index (subunit, number);
CREATE INDEX entity_index_name ON entity_index (subunit, name_order, number);
CREATE INDEX entity_index_form ON entity_index (subunit, form, number);
CREATE INDEX entity_index_parent ON entity_index (parent_number, number) WHERE parent_number IS NOT NULL;
CREATE INDEX entity_index_municipality ON entity_index (municipality, subunit, number) WHERE municipality IS NOT NULL;
CREATE INDEX entity_index_industry ON entity_index (industry, subunit, number) WHERE industry IS NOT NULL;
CREATE INDEX entity_index_bankrupt ON entity_index (subunit, number) WHERE bankrupt;

-- What a search for a name starts from: a word's first eleven letters as a number, so that a prefix is a range of numbers.
CREATE TABLE entity_words (
  subunit BOOLEAN NOT NULL,
  word BIGINT NOT NULL,
  number TEXT NOT NULL,
  PRIMARY KEY (subunit, word, number)
);

-- What changed, in the order in which it became visible.
CREATE TABLE entity_updates (
  feed TEXT NOT NULL CHECK (feed IN ('enheter', 'underenheter', 'roller')),
  id BIGINT NOT NULL,
  at BIGINT NOT NULL,                  -- world time, never less than that of the one before
  number TEXT NOT NULL,
  change TEXT NOT NULL CHECK (change IN ('Ny', 'Endring', 'Sletting', 'Fjernet')),
  PRIMARY KEY (feed, id)
);
CREATE INDEX entity_updates_at ON entity_updates (feed, at, id);

-- The last id of the feed. Its row is locked until the change is visible, so that a reader never passes one that comes late.
CREATE TABLE entity_update_counter (
  id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
  last BIGINT NOT NULL,
  last_at BIGINT NOT NULL
);
INSERT INTO entity_update_counter (id, last, last_at) VALUES (1, 0, 0);

-- The parties of before are indexed by a job, since words are folded in Rust.
INSERT INTO jobs (id, kind, payload, on_world_clock, due_at, attempts, created_at)
  SELECT '0030-parties-index', 'parties.index', '{}', FALSE, 0, 0, 0 FROM organisations LIMIT 1;
