-- Answers to mail: how many orders one sender mails, what runs out, and links that nobody should have.

-- How many orders a sender has mailed in an hour: the row's lock is the rule's lock.
CREATE TABLE mailed_orders_an_hour (
  sender_mark TEXT NOT NULL,           -- HMAC of the address under the master key: enough to know it again
  hour BIGINT NOT NULL,                -- hours since 1970, wall time
  placed BIGINT NOT NULL,
  PRIMARY KEY (sender_mark, hour)
);
CREATE INDEX mailed_orders_an_hour_hour ON mailed_orders_an_hour (hour);

CREATE INDEX client_keys_expires ON client_keys (expires_at);
CREATE INDEX signed_links_expires ON signed_links (expires_at) WHERE revoked_at IS NULL;

-- Links of a customer's organisation that went to addresses which only a vendor had typed.
UPDATE signed_links SET revoked_at = created_at
 WHERE revoked_at IS NULL
   AND EXISTS (SELECT 1 FROM orders o WHERE o.case_number = signed_links.case_number AND o.kind = 'existing_customer'
                  AND o.customer_number = signed_links.organisation)
   AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.kind = 'direct' AND o.customer_number = signed_links.organisation
                      AND o.customer_contact_email = signed_links.contact_email AND o.state IN ('provisioning', 'done'));
