-- Who owns which prefix of scopes, handed out before there is any scope with it, and what a change of a scope is held against.

CREATE TABLE scope_prefixes (
  prefix TEXT NOT NULL PRIMARY KEY,
  owner_number TEXT NOT NULL,
  active BOOLEAN NOT NULL,             -- no scope is made below an inactive one; those that are there stay
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX scope_prefixes_owner ON scope_prefixes (owner_number);

INSERT INTO scope_prefixes (prefix, owner_number, active, created_at, updated_at)
SELECT prefix, min(owner_number), TRUE, min(created_at), max(updated_at) FROM scopes GROUP BY prefix;

ALTER TABLE scopes ADD COLUMN version BIGINT NOT NULL DEFAULT 1; -- raised by every change

-- Its row lock is the lock of the rules about how many clients an organisation has.
CREATE TABLE client_owners (
  organisation TEXT NOT NULL PRIMARY KEY
);
