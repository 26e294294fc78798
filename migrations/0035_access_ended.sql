-- A case that is carried out says in every list whether the access it led to is there still. What is kept here follows the
-- grants by a job; what the lists show is found by an index.

ALTER TABLE orders ADD COLUMN access_lost BOOLEAN NOT NULL DEFAULT FALSE; -- of a case that is done
ALTER TABLE orders ADD COLUMN access_lost_since BIGINT;                   -- world time, where it is known
CREATE INDEX orders_access_ended ON orders (received_at, id) WHERE state = 'ended' OR access_lost;

-- What was taken away before is looked at once.
INSERT INTO jobs (id, kind, payload, on_world_clock, due_at, attempts, created_at)
SELECT 'access-' || consumer_number, 'orders.note_access', '{"customer":"' || consumer_number || '"}', FALSE, 0, 0, 0
FROM (SELECT DISTINCT consumer_number FROM scope_access WHERE state = 'DENIED') AS denied;
