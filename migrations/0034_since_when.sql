-- Since when something is closed to those who could use it before: refusals tell it. World time; without one where it is open,
-- in rows that are older than this, and in what was closed from the beginning.

ALTER TABLE scope_access ADD COLUMN denied_at BIGINT;
ALTER TABLE scopes ADD COLUMN closed_at BIGINT;
ALTER TABLE schemes ADD COLUMN closed_at BIGINT;  -- since when it cannot be given

-- With whom an organisation had something to do once, also when the supplier has been removed since.
CREATE INDEX delegations_ended_consumer ON delegations (consumer_number, supplier_number) WHERE withdrawn_at IS NOT NULL;
CREATE INDEX delegations_ended_supplier ON delegations (supplier_number, consumer_number) WHERE withdrawn_at IS NOT NULL;
