-- Letters in two forms and at their own pace, the threads of a case, and what was warned of.

ALTER TABLE letters ADD COLUMN sealed_html BYTEA;       -- the HTML document, sealed as the text is; NULL for letters before this
ALTER TABLE letters ADD COLUMN next_attempt_at BIGINT;  -- wall time; only while it waits after an attempt that did not succeed
ALTER TABLE letters ADD COLUMN pursued_since BIGINT;    -- wall time from which the days until giving up are counted
CREATE INDEX letters_trouble ON letters (state, attempts);

ALTER TABLE mailbox ADD COLUMN sealed_html BYTEA;

ALTER TABLE inbound_mail ADD COLUMN case_number TEXT;   -- the case that the message belongs to
CREATE INDEX inbound_mail_case ON inbound_mail (case_number);

-- What a mail's sender was asked for, while the order awaits it.
CREATE TABLE awaited_orders (
  order_id TEXT NOT NULL PRIMARY KEY REFERENCES orders (id),
  sender TEXT NOT NULL,                -- the address that was asked
  draft_id TEXT NOT NULL,              -- what was read so far, as a kept draft (orders/drafts.rs)
  asked TEXT NOT NULL,                 -- JSON array of {field, fault}
  asked_at BIGINT NOT NULL
);

-- How many letters a sender's own mails have caused on a day: no two programs may answer each other for ever.
CREATE TABLE answers_a_day (
  recipient TEXT NOT NULL,             -- the address in small letters
  day BIGINT NOT NULL,                 -- days since 1970, wall time
  answered BIGINT NOT NULL,
  PRIMARY KEY (recipient, day)
);
CREATE INDEX answers_a_day_day ON answers_a_day (day);

-- What runs out and was warned of, once: a key, an access, a link.
CREATE TABLE expiry_warnings (
  thing TEXT NOT NULL PRIMARY KEY,     -- 'key:CLIENT:KID:INSTANT', 'link:ID'
  warned_at BIGINT NOT NULL
);
