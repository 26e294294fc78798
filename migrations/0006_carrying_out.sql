-- Carrying out and what follows: more states of an order, how each step is carried out, access that ends, contacts that
-- change, and cases that belong together.

-- The states stood in a CHECK of the first schema, and SQLite cannot alter a CHECK. A table made anew would have to name
-- every column, and would lose those that another migration has added before; it would also have to take away the foreign
-- key of order_steps and give it back, which the two databases do differently. So the column alone is made anew, which
-- both understand: the old one steps aside, the new one takes its values, and the old one goes with its own CHECK.
-- An index on orders.state must not be older than this: SQLite keeps no column from being dropped but an indexed one.
-- The default is what SQLite asks of a new column that cannot be NULL; no statement of the program leaves the state out.
DROP INDEX orders_state;
ALTER TABLE orders RENAME COLUMN state TO state_before_0006;
ALTER TABLE orders ADD COLUMN state TEXT NOT NULL DEFAULT 'unconfirmed' CONSTRAINT orders_state_known
  CHECK (state IN ('unconfirmed', 'awaiting_sender', 'received', 'waiting_for_customer', 'provisioning', 'done', 'rejected',
                   'closed', 'withdrawn', 'ending', 'ended'));
UPDATE orders SET state = state_before_0006;
ALTER TABLE orders DROP COLUMN state_before_0006;
CREATE INDEX orders_state ON orders (state, received_at);

ALTER TABLE orders ADD COLUMN access_expires_at BIGINT; -- world time; NULL is access without an end
ALTER TABLE orders ADD COLUMN expiry_warned_days BIGINT; -- the last warning that was written before that end: 30, 7
ALTER TABLE orders ADD COLUMN linked_case TEXT;          -- the case that this one was added to: its customer is the same

-- How a step is carried out is decided when the order is approved, and stays: a changed setting changes no order under way.
ALTER TABLE order_steps ADD COLUMN mode TEXT NOT NULL DEFAULT 'embedded' CONSTRAINT order_steps_mode_known
  CHECK (mode IN ('embedded', 'external', 'manual'));
ALTER TABLE order_steps ADD COLUMN input TEXT;           -- JSON: what this step is about where the order does not say it

CREATE TABLE contact_changes (
  id TEXT NOT NULL PRIMARY KEY,        -- the confirming link's secret is an HMAC of this id under the master key
  order_id TEXT NOT NULL REFERENCES orders (id),
  who TEXT NOT NULL CHECK (who IN ('vendor', 'customer')),
  contact_name TEXT NOT NULL,
  contact_email TEXT NOT NULL,
  contact_phone TEXT NOT NULL,
  asked_by TEXT NOT NULL,              -- audit actor
  asked_at BIGINT NOT NULL,            -- wall time
  expires_at BIGINT NOT NULL,          -- world time
  confirmed_at BIGINT,                 -- wall time
  dropped_at BIGINT                    -- wall time: a later wish took its place, or the access was ended
);
CREATE INDEX contact_changes_order ON contact_changes (order_id, asked_at);
