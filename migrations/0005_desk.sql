-- The desk: who works with a case, what its sender was asked, notes between handlers, and search.
-- No index here names orders.state: 0006 makes that column anew.

ALTER TABLE orders ADD COLUMN assigned_to TEXT;  -- audit actor of the handler who works with it
ALTER TABLE orders ADD COLUMN asked_at BIGINT;   -- wall time since when an answer of its sender is waited for
ALTER TABLE orders ADD COLUMN state_since BIGINT; -- wall time since when it stands where it stands
ALTER TABLE orders ADD COLUMN search_key TEXT;   -- its words folded in Rust, each with a blank in front; NULL until they are
UPDATE orders SET state_since = COALESCE(finished_at, decided_at, received_at);

CREATE INDEX orders_received ON orders (received_at, id);
CREATE INDEX orders_open ON orders (received_at, id) WHERE finished_at IS NULL;
CREATE INDEX orders_assigned ON orders (assigned_to, received_at, id) WHERE assigned_to IS NOT NULL;
CREATE INDEX orders_to_be_indexed ON orders (id) WHERE search_key IS NULL;
CREATE INDEX orders_decided ON orders (decided_at) WHERE decided_at IS NOT NULL;

-- What a search starts from: numbers whole, other words by their first letters. The order is not referred to by a foreign
-- key, which would need an index of its own to be deleted by: orders::search takes an order's terms away.
CREATE TABLE order_terms (
  term TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  order_id TEXT NOT NULL,
  PRIMARY KEY (term, received_at, order_id)
);

-- Seen by handlers alone.
CREATE TABLE order_notes (
  id TEXT NOT NULL PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
  written_by TEXT NOT NULL,            -- audit actor
  written_at BIGINT NOT NULL,          -- wall time
  text TEXT NOT NULL
);
CREATE INDEX order_notes_order ON order_notes (order_id, id);

CREATE TABLE order_questions (
  id TEXT NOT NULL PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
  question TEXT NOT NULL,
  asked_by TEXT NOT NULL,              -- audit actor
  asked_at BIGINT NOT NULL,            -- wall time
  answer TEXT,
  answered_by TEXT,                    -- audit actor
  answered_at BIGINT                   -- wall time
);
-- One question waits at a time, so that an answer always has its question.
CREATE UNIQUE INDEX order_questions_open ON order_questions (order_id) WHERE answered_at IS NULL;
CREATE INDEX order_questions_order ON order_questions (order_id, id);

CREATE INDEX inbound_mail_order ON inbound_mail (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX letters_not_sent ON letters (id) WHERE state <> 'sent';
CREATE INDEX order_steps_failed ON order_steps (order_id) WHERE state = 'failed';
CREATE INDEX sessions_handlers ON sessions (subject) WHERE kind = 'handler';
CREATE INDEX jobs_given_up ON jobs (failed_at) WHERE failed_at IS NOT NULL;
