-- The register's population: which one this world has, how far it is made, and until when its changes have gone on.

CREATE TABLE population (
  id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
  seed TEXT NOT NULL,                  -- a whole number of 64 bits without sign
  size BIGINT NOT NULL,
  made BIGINT NOT NULL,                -- the first so many places are done
  passed_over BIGINT NOT NULL,         -- of these, numbers that were somebody else's
  newcomers BIGINT NOT NULL,           -- companies that the changes have added
  changed_until BIGINT                 -- the world's day before which changes are made; NULL until all is made
);
