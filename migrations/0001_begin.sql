-- The first schema. One dialect for both databases (src/db/README.md): TEXT, BIGINT, BOOLEAN, BYTEA;
-- instants are milliseconds UTC; ids are made in Rust; enumerations are TEXT with a CHECK.

-- World

CREATE TABLE world_settings (
  name TEXT PRIMARY KEY,               -- 'clock_offset_ms': world time is wall time plus this
  value TEXT NOT NULL
);

-- Keys: everything secret is sealed under the master key that keys/ holds

CREATE TABLE signing_keys (
  kid TEXT PRIMARY KEY,                -- RFC 7638 thumbprint
  state TEXT NOT NULL CHECK (state IN ('coming', 'signing', 'published', 'retired')),
  sealed_pkcs8 BYTEA NOT NULL,
  public_jwk TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL
);
-- Two nodes that start together on an empty database must end with one signing key.
CREATE UNIQUE INDEX signing_keys_one_signing ON signing_keys (state) WHERE state = 'signing';

-- Jobs: what a lower room tells an upper one, and what is due later

CREATE TABLE jobs (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,               -- JSON
  unique_key TEXT,                     -- at most one waiting job with this key
  on_world_clock BOOLEAN NOT NULL,     -- whether due_at is world time (reminders, closing) or wall time (retries)
  due_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  claimed_until BIGINT,                -- wall time: the claim of a node that died runs out
  claimed_by TEXT,
  last_error TEXT,
  created_at BIGINT NOT NULL,
  done_at BIGINT,
  failed_at BIGINT                     -- given up after the last attempt, and shown at the desk
);
CREATE INDEX jobs_waiting ON jobs (on_world_clock, due_at) WHERE done_at IS NULL AND failed_at IS NULL;
CREATE UNIQUE INDEX jobs_unique_key ON jobs (unique_key) WHERE done_at IS NULL AND failed_at IS NULL AND unique_key IS NOT NULL;

-- Audit: who did what to which thing

CREATE TABLE audit (
  id TEXT PRIMARY KEY,                 -- a ULID, ordered by the time it was written
  at BIGINT NOT NULL,
  world_at BIGINT NOT NULL,
  actor TEXT NOT NULL,                 -- 'handler:…', 'contact:…', 'person:<party uuid>', 'machine:<client id>', 'operator', 'system'
  action TEXT NOT NULL,                -- 'order.approved', 'delegation.given' …
  subject TEXT NOT NULL,               -- id of the thing
  organisation TEXT,                   -- number of the organisation it concerns
  case_number TEXT,
  detail TEXT NOT NULL                 -- JSON, free of secrets and person numbers
);
CREATE INDEX audit_subject ON audit (subject, id);
CREATE INDEX audit_case ON audit (case_number, id);

-- Mail: letters out, messages in

CREATE TABLE letters (
  id TEXT PRIMARY KEY,
  message_id TEXT NOT NULL UNIQUE,     -- without angle brackets, and the same however often it is sent
  kind TEXT NOT NULL,
  case_number TEXT,
  recipient TEXT NOT NULL,
  language TEXT NOT NULL,
  in_reply_to TEXT,
  subject TEXT NOT NULL,
  sealed_body BYTEA NOT NULL,          -- text/plain, sealed because it carries signed links and login numbers
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
  attempts BIGINT NOT NULL,
  last_error TEXT,
  created_at BIGINT NOT NULL,
  sent_at BIGINT
);
CREATE INDEX letters_case ON letters (case_number, id);

-- The built-in mailbox: where letters end when no relay is configured.
CREATE TABLE mailbox (
  message_id TEXT PRIMARY KEY,
  letter_id TEXT NOT NULL,
  recipient TEXT NOT NULL,
  sender TEXT NOT NULL,
  subject TEXT NOT NULL,
  sealed_body BYTEA NOT NULL,
  delivered_at BIGINT NOT NULL
);
CREATE INDEX mailbox_recent ON mailbox (delivered_at);

CREATE TABLE inbound_mail (
  id TEXT PRIMARY KEY,
  message_id TEXT NOT NULL UNIQUE,     -- one Message-ID is one message; made from a digest when the mail has none
  envelope_from TEXT NOT NULL,
  sealed_raw BYTEA,                    -- the message as it came, ended by the retention job
  received_at BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('stored', 'order', 'desk', 'set_aside')),
  sender TEXT,                         -- the From address, once read
  subject TEXT,
  sealed_text BYTEA,                   -- its text with real identity numbers masked
  note TEXT,                           -- why it waits at the desk
  order_id TEXT
);
CREATE INDEX inbound_mail_desk ON inbound_mail (state, received_at);

-- Access: who is asking

CREATE TABLE sessions (
  id_hash TEXT PRIMARY KEY,            -- SHA-256 of the cookie's value
  kind TEXT NOT NULL CHECK (kind IN ('person', 'contact', 'handler', 'operator')),
  subject TEXT NOT NULL,               -- person: party uuid; contact: signed link id; handler: name
  display_name TEXT NOT NULL,
  organisation TEXT,                   -- contact: its organisation; person: whom it acts for
  case_number TEXT,                    -- contact: the case its link was made for
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);

CREATE TABLE one_time_links (
  token_hash TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('handler', 'operator')),
  display_name TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);

CREATE TABLE signed_links (
  id TEXT PRIMARY KEY,                 -- the link's secret is an HMAC of this id under the master key
  organisation TEXT NOT NULL,
  case_number TEXT NOT NULL,
  contact_name TEXT NOT NULL,
  contact_email TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,          -- world time: 30 days of calendar
  revoked_at BIGINT
);
CREATE INDEX signed_links_case ON signed_links (case_number);

CREATE TABLE api_keys (
  id TEXT PRIMARY KEY,
  secret_hash TEXT NOT NULL UNIQUE,
  organisation TEXT NOT NULL,
  note TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  revoked_at BIGINT
);

-- Parties

CREATE TABLE organisations (
  number TEXT PRIMARY KEY,             -- nine digits
  party_uuid TEXT NOT NULL UNIQUE,
  party_id BIGINT NOT NULL UNIQUE,     -- Altinn's integer identifier
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,              -- folded in Rust, for search and comparison
  form TEXT NOT NULL,                  -- AS, ENK, …
  parent_number TEXT,
  origin TEXT NOT NULL CHECK (origin IN ('fictional', 'imported', 'world_file')),
  case_number TEXT,                    -- the approved order that made it; required for a real number
  entity TEXT NOT NULL,                -- JSON in Enhetsregisteret's shape
  created_at BIGINT NOT NULL
);

CREATE TABLE persons (
  party_uuid TEXT PRIMARY KEY,
  party_id BIGINT NOT NULL UNIQUE,
  number TEXT NOT NULL UNIQUE,         -- synthetic (month + 80) only
  name TEXT NOT NULL,
  birth_date TEXT NOT NULL,            -- YYYY-MM-DD
  customer_number TEXT UNIQUE,         -- the customer it was made for: one person per customer, reused
  case_number TEXT,
  created_at BIGINT NOT NULL
);

CREATE TABLE roles (
  person_uuid TEXT NOT NULL REFERENCES persons (party_uuid),
  organisation TEXT NOT NULL REFERENCES organisations (number),
  role TEXT NOT NULL,                  -- the register's code: DAGL, LEDE, INNH …
  case_number TEXT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (person_uuid, organisation, role)
);
CREATE INDEX roles_organisation ON roles (organisation);

-- Clients, scopes and grants

CREATE TABLE scopes (
  name TEXT PRIMARY KEY,               -- prefix:subscope
  prefix TEXT NOT NULL,
  subscope TEXT NOT NULL,
  owner_number TEXT NOT NULL,
  description TEXT NOT NULL,
  visibility TEXT NOT NULL CHECK (visibility IN ('PUBLIC', 'PRIVATE', 'INTERNAL')),
  delegation_source TEXT,              -- an issuer URL; set means it may be delegated
  accessible_for_all BOOLEAN NOT NULL,
  at_max_age BIGINT NOT NULL,          -- seconds; 0 is not set
  allowed_integration_types TEXT NOT NULL, -- JSON array; empty is all
  active BOOLEAN NOT NULL,
  extra TEXT NOT NULL,                 -- JSON: members of the scope object that decide nothing here
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE TABLE scope_access (            -- a grant of a scope to an organisation
  scope TEXT NOT NULL REFERENCES scopes (name),
  consumer_number TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('REQUESTED', 'APPROVED', 'DENIED')),
  case_number TEXT,                    -- the order that made it, so that others need not ask the desk
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (scope, consumer_number)
);
CREATE INDEX scope_access_consumer ON scope_access (consumer_number);

CREATE TABLE clients (
  id TEXT PRIMARY KEY,
  organisation TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  active BOOLEAN NOT NULL,
  integration_type TEXT NOT NULL,
  access_token_lifetime BIGINT NOT NULL, -- seconds
  extra TEXT NOT NULL,                 -- JSON: members of the client object that decide nothing here
  version BIGINT NOT NULL,             -- raised by every change of the client or its keys: its row lock is the rule's lock
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX clients_organisation ON clients (organisation);

CREATE TABLE client_scopes (
  client_id TEXT NOT NULL REFERENCES clients (id),
  scope TEXT NOT NULL REFERENCES scopes (name),
  PRIMARY KEY (client_id, scope)
);

CREATE TABLE client_keys (
  client_id TEXT NOT NULL REFERENCES clients (id),
  kid TEXT NOT NULL,
  jwk TEXT NOT NULL,                   -- public members as posted
  stated_exp BIGINT,                   -- exp as sent, in seconds, shown back as sent
  expires_at BIGINT NOT NULL,          -- world time
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (client_id, kid)
);

-- Delegation

CREATE TABLE schemes (
  id TEXT PRIMARY KEY,                 -- the resource registry's identifier
  owner_number TEXT NOT NULL,
  owner_code TEXT NOT NULL,
  title TEXT NOT NULL,                 -- JSON {nb, nn, en}
  description TEXT NOT NULL,           -- JSON {nb, nn, en}
  search_key TEXT NOT NULL,            -- folded in Rust: titles, descriptions, identifier, owner, scopes
  delegable BOOLEAN NOT NULL,
  visible BOOLEAN NOT NULL,
  status TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE TABLE scheme_scopes (
  scheme_id TEXT NOT NULL REFERENCES schemes (id),
  scope TEXT NOT NULL,
  PRIMARY KEY (scheme_id, scope)
);
CREATE INDEX scheme_scopes_scope ON scheme_scopes (scope);

CREATE TABLE suppliers (
  consumer_number TEXT NOT NULL,
  supplier_number TEXT NOT NULL,
  added_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (consumer_number, supplier_number)
);
CREATE INDEX suppliers_supplier ON suppliers (supplier_number);

CREATE TABLE delegations (
  id TEXT PRIMARY KEY,
  consumer_number TEXT NOT NULL,
  supplier_number TEXT NOT NULL,
  scheme_id TEXT NOT NULL REFERENCES schemes (id),
  given_by TEXT NOT NULL,              -- audit actor
  given_at BIGINT NOT NULL,            -- world time
  withdrawn_by TEXT,
  withdrawn_at BIGINT                  -- world time
);
CREATE UNIQUE INDEX delegations_one_active ON delegations (consumer_number, supplier_number, scheme_id) WHERE withdrawn_at IS NULL;
CREATE INDEX delegations_supplier ON delegations (supplier_number, consumer_number);

-- Tokens: replay memory and the ledger

CREATE TABLE used_jtis (
  client_id TEXT NOT NULL,
  jti TEXT NOT NULL,
  keep_until BIGINT NOT NULL,          -- wall time: past expiry and leeway both, or the clean-up reopens a replay window
  PRIMARY KEY (client_id, jti)
);
CREATE INDEX used_jtis_keep_until ON used_jtis (keep_until);

CREATE TABLE ledger (
  trace_id TEXT PRIMARY KEY,           -- 32 lower-case hexadecimal digits
  at BIGINT NOT NULL,                  -- wall time
  world_at BIGINT NOT NULL,
  client_id TEXT,
  client_organisation TEXT,            -- the supplier in a delegated request
  consumer_organisation TEXT,          -- whom the token is, or would have been, about
  scopes TEXT NOT NULL,                -- space-separated, as asked for
  granted BOOLEAN NOT NULL,
  code TEXT,                           -- MP-nnn where the refusal has one
  error TEXT,                          -- OAuth error
  description TEXT,                    -- without the trace id
  http_status BIGINT NOT NULL,
  checks TEXT NOT NULL,                -- JSON array: every check in order, with seen and required
  token_claims TEXT,                   -- JSON: no more of a token than its claims
  delegation_id TEXT
);
CREATE INDEX ledger_client_organisation ON ledger (client_organisation, at);
CREATE INDEX ledger_consumer ON ledger (consumer_organisation, at);
CREATE INDEX ledger_at ON ledger (at);

-- Orders

CREATE TABLE case_numbers (
  year BIGINT PRIMARY KEY,
  last BIGINT NOT NULL
);

CREATE TABLE orders (
  id TEXT PRIMARY KEY,
  case_number TEXT NOT NULL UNIQUE,    -- YYYY-NNNNN
  kind TEXT NOT NULL CHECK (kind IN ('fictional_customer', 'existing_customer', 'direct')),
  state TEXT NOT NULL CHECK (state IN ('unconfirmed', 'received', 'waiting_for_customer', 'provisioning', 'done', 'rejected', 'closed')),
  channel TEXT NOT NULL CHECK (channel IN ('form', 'api', 'mail', 'desk')),
  language TEXT NOT NULL,
  once_key TEXT NOT NULL UNIQUE,       -- 'form:…', 'api:…', 'mail:…': the same order sent twice is one order
  body_hash TEXT NOT NULL,             -- tells a repeated request from a different one under the same key
  vendor_number TEXT,
  vendor_name TEXT,
  vendor_contact_name TEXT,
  vendor_contact_email TEXT,
  vendor_contact_phone TEXT,
  customer_number TEXT,                -- direct: the applicant; fictional: filled in when it is made
  customer_name TEXT,
  customer_contact_name TEXT,
  customer_contact_email TEXT,
  customer_contact_phone TEXT,
  production_contact_name TEXT,
  production_contact_email TEXT,
  production_contact_phone TEXT,
  legal_basis TEXT,                    -- key of the legal basis (orders/legal_basis.rs)
  legal_basis_text TEXT,               -- as the applicant wrote it
  wants_fictional_customer BOOLEAN NOT NULL,
  notice_acknowledged BOOLEAN NOT NULL,
  message TEXT,
  scope TEXT,                          -- chosen at approval, or what the legal basis leads to
  decided_by TEXT,
  decided_at BIGINT,
  reason TEXT,                         -- of a rejection or closing
  warnings TEXT NOT NULL,              -- JSON array: name unlike its number's, number not checked yet …
  placed_by TEXT NOT NULL,             -- audit actor
  reply_to_message_id TEXT,            -- the Message-ID that letters answer
  version BIGINT NOT NULL,
  received_at BIGINT NOT NULL,         -- wall time
  world_received_at BIGINT NOT NULL,
  finished_at BIGINT
);
CREATE INDEX orders_state ON orders (state, received_at);
CREATE INDEX orders_customer ON orders (customer_number, kind);
CREATE INDEX orders_vendor ON orders (vendor_number);

CREATE TABLE order_steps (
  order_id TEXT NOT NULL REFERENCES orders (id),
  position BIGINT NOT NULL,
  name TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'failed')),
  receipt TEXT,                        -- JSON: what was done, for whom, and whether it was there already
  attempts BIGINT NOT NULL,
  last_error TEXT,
  done_at BIGINT,
  PRIMARY KEY (order_id, position)
);

-- Register

CREATE TABLE register_companies (
  number TEXT PRIMARY KEY,
  document TEXT NOT NULL,              -- JSON: the whole object, from which each scope's view is made
  updated_at BIGINT NOT NULL
);
