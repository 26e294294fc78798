-- Which order a sender's mail became, so that the same mailed again is no second one; and the lock of a sender's mails.
CREATE TABLE mailed_marks (
  mark TEXT NOT NULL PRIMARY KEY,      -- HMAC under the master key: of a sender alone (the lock), or of what it ordered
  order_id TEXT,                       -- the order; none in a lock's row
  seen_at BIGINT NOT NULL              -- wall time of the last mail
);
CREATE INDEX mailed_marks_seen ON mailed_marks (seen_at);
