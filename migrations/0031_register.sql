-- The register in full: typed documents, who is found by a person's number, what has changed, and who has looked.

DROP TABLE register_companies;
CREATE TABLE register_companies (
  number TEXT NOT NULL PRIMARY KEY,
  document TEXT NOT NULL,              -- JSON: everything that any caller may see (src/register/model.rs)
  updated_at BIGINT NOT NULL           -- world time
);

-- Persons of the population register who are, or have been, an owner.
CREATE TABLE register_owners (
  person TEXT NOT NULL,
  number TEXT NOT NULL,
  PRIMARY KEY (person, number)
);
CREATE INDEX register_owners_number ON register_owners (number);

-- The change log. Whoever adds to it takes numbers from the counter first, whose row is then locked: so they become
-- visible in their order.
CREATE TABLE register_counters (
  name TEXT NOT NULL PRIMARY KEY,      -- 'sequence'
  value BIGINT NOT NULL                -- the last one that was given
);
INSERT INTO register_counters (name, value) VALUES ('sequence', 0);
CREATE TABLE register_events (
  sequence BIGINT NOT NULL PRIMARY KEY,
  number TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('prepared', 'registered', 'changed', 'deleted')),
  at BIGINT NOT NULL                   -- world time; never less than that of the one before
);
CREATE INDEX register_events_at ON register_events (at, sequence);

-- Every call that was let in, for the organisation it was about. Ids are ULIDs, so that the oldest come first.
CREATE TABLE register_access (
  consumer TEXT NOT NULL,              -- whose access it was
  id TEXT NOT NULL,
  at BIGINT NOT NULL,                  -- wall time
  supplier TEXT,                       -- who called, when it was not the consumer itself
  client_id TEXT NOT NULL,
  scopes TEXT NOT NULL,
  token_jti TEXT,
  token_iat BIGINT,                    -- seconds; the ledger's row of the token is found by it
  call TEXT NOT NULL CHECK (call IN ('company', 'person', 'whole', 'sequence', 'changes')),
  subject TEXT,                        -- the organisation that was looked up; a person's number is not kept
  status BIGINT NOT NULL,
  found BIGINT NOT NULL,               -- how many companies the answer had
  PRIMARY KEY (consumer, id)
);
