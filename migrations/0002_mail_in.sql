-- Mail in: how a message arrived, what it is, and what was found out about its sender; letters that came back.

ALTER TABLE inbound_mail ADD COLUMN arrived_by TEXT;    -- 'smtp' or 'imap'
ALTER TABLE inbound_mail ADD COLUMN peer TEXT;          -- the address that delivered it
ALTER TABLE inbound_mail ADD COLUMN helo TEXT;          -- the name it gave itself
ALTER TABLE inbound_mail ADD COLUMN tls TEXT;           -- the protocol of an encrypted delivery
ALTER TABLE inbound_mail ADD COLUMN nature TEXT;        -- mail/nature.rs: 'ordinary', 'automatic', 'bounce', 'list', 'own'
ALTER TABLE inbound_mail ADD COLUMN nature_sign TEXT;   -- what it was recognised by: a header's name
ALTER TABLE inbound_mail ADD COLUMN sender_check TEXT;  -- JSON: SPF, DKIM and DMARC as they were found on arrival

ALTER TABLE letters ADD COLUMN bounced_at BIGINT;       -- a mail server told us that it was not delivered
ALTER TABLE letters ADD COLUMN bounce_status TEXT;      -- the enhanced status code, when it could be read: 5.1.1
