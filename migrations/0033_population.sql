-- The register's population: which one this world has, how far it is made, and until when its changes have gone on;
-- and which companies of the register a world file has made or changed.

CREATE TABLE population (
  id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
  seed TEXT NOT NULL,                  -- a whole number of 64 bits without sign
  size BIGINT NOT NULL,
  made BIGINT NOT NULL,                -- the first so many places are done
  passed_over BIGINT NOT NULL,         -- of these, numbers that were somebody else's
  newcomers BIGINT NOT NULL,           -- companies that the changes have added
  changed_until BIGINT                 -- the world's day before which changes are made; NULL until all is made
);

-- A dump of the world writes these down, and no others: what every world has, and what follows from a seed, can be made again.
ALTER TABLE register_companies ADD COLUMN from_file BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX register_companies_from_file ON register_companies (number) WHERE from_file;
