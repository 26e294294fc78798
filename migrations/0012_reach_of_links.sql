-- How far a contact's signed link reaches: until its order is approved, nobody has seen that the contact speaks for the
-- organisation it names, so that the link opens its own case and nothing else of that organisation.
ALTER TABLE signed_links ADD COLUMN organisation_wide BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE signed_links SET organisation_wide = TRUE WHERE case_number IN (
  SELECT case_number FROM orders WHERE state IN ('waiting_for_customer', 'provisioning', 'done', 'ending', 'ended')
);
