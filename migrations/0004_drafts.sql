-- Drafts of orders that wait for somebody to go on with them, and a vendor's invitations to its customer.

CREATE TABLE order_drafts (
  id TEXT NOT NULL PRIMARY KEY,        -- the link's secret is an HMAC of this id under the master key
  kind TEXT NOT NULL CHECK (kind IN ('fictional_customer', 'existing_customer', 'direct')),
  language TEXT NOT NULL,
  sealed_fields BYTEA,                 -- JSON: what was typed, by path; wiped when the draft is used up or revoked
  origin TEXT NOT NULL CHECK (origin IN ('form', 'mail', 'case', 'invitation')),
  origin_id TEXT,                      -- the mail's, case's or invitation's id
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,          -- world time
  revoked_at BIGINT,
  used_at BIGINT,
  order_id TEXT                        -- the order it became
);
CREATE INDEX order_drafts_expires ON order_drafts (expires_at);

CREATE TABLE order_invitations (
  id TEXT NOT NULL PRIMARY KEY,
  vendor_number TEXT NOT NULL,
  case_number TEXT NOT NULL,           -- the vendor's case
  customer_number TEXT NOT NULL,
  draft_id TEXT UNIQUE,                -- the prefilled form; its row ends before this one
  wanted_by TEXT NOT NULL,             -- audit actor
  created_at BIGINT NOT NULL,
  sent_at BIGINT,                      -- NULL: wished for in the form, and sent when the order is approved
  opened_at BIGINT,                    -- when the customer first opened the form
  ordered_at BIGINT,                   -- when it sent it
  declined_at BIGINT                   -- when it asked for no more of them
);
CREATE INDEX order_invitations_case ON order_invitations (case_number);
-- A wish is a wish, however often it is said.
CREATE UNIQUE INDEX order_invitations_one_wish ON order_invitations (case_number) WHERE sent_at IS NULL;

-- How many a vendor has sent on a day: the row's lock is the rule's lock.
CREATE TABLE invitation_counts (
  vendor_number TEXT NOT NULL,
  day BIGINT NOT NULL,                 -- days since 1970, wall time
  sent BIGINT NOT NULL,
  PRIMARY KEY (vendor_number, day)
);

-- Addresses that want no more invitations, from anybody. The address itself is not kept.
CREATE TABLE invitation_refusals (
  address_mark TEXT NOT NULL PRIMARY KEY, -- HMAC of the address under the master key
  created_at BIGINT NOT NULL
);
