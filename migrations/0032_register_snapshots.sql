-- The whole register as a file, made every night: what a build has come to, and the file in pieces of about a megabyte.

CREATE TABLE register_snapshots (
  id TEXT NOT NULL PRIMARY KEY,        -- the file's entity tag
  ordinal BIGINT NOT NULL UNIQUE,      -- the newest has the greatest: clocks may stand still or be set back
  taken_at BIGINT NOT NULL,            -- world time: as of when companies are looked at
  building BOOLEAN NOT NULL,
  after_number TEXT NOT NULL,          -- the last company it holds
  companies BIGINT NOT NULL,
  checksum BIGINT NOT NULL,            -- CRC-32 of the JSON so far
  json_length BIGINT NOT NULL,
  deflated_length BIGINT NOT NULL,
  file_name TEXT NOT NULL,             -- of the JSON in the ZIP; settled with the build, since the bytes must not change
  completed_at BIGINT                  -- wall time
);
-- One is built at a time, whoever takes part in it.
CREATE UNIQUE INDEX register_snapshots_building ON register_snapshots (building) WHERE building;

CREATE TABLE register_snapshot_parts (
  snapshot TEXT NOT NULL,
  start BIGINT NOT NULL,               -- where it begins in the compressed JSON
  content BYTEA NOT NULL,
  PRIMARY KEY (snapshot, start)
);
