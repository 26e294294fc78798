-- What becomes of an organisation, and why a delegation ended.

ALTER TABLE organisations ADD COLUMN deleted_at BIGINT;   -- world time
ALTER TABLE organisations ADD COLUMN merged_into TEXT;    -- who took it over; one that was merged is deleted as well
ALTER TABLE organisations ADD COLUMN bankrupt_at BIGINT;  -- world time

-- Which side took it back, or what happened to one of them; without a word where the environment did it, and in older rows.
ALTER TABLE delegations ADD COLUMN ended_because TEXT CHECK (ended_because IN ('consumer', 'supplier', 'consumer_deleted',
  'consumer_merged', 'consumer_bankrupt', 'supplier_deleted', 'supplier_merged'));
