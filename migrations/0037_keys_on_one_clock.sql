-- A key's age and its end are told on one clock: client_keys.created_at and updated_at are world time from here on, as
-- expires_at is. How far the world was ahead when a key was posted follows from its end, which was a year later, or what its
-- sender stated in wall time.

UPDATE client_keys
SET created_at = created_at + (expires_at - 31536000000 - updated_at), updated_at = expires_at - 31536000000
WHERE stated_exp IS NULL AND expires_at - 31536000000 > updated_at;
UPDATE client_keys
SET created_at = created_at + (expires_at - stated_exp * 1000), updated_at = updated_at + (expires_at - stated_exp * 1000)
WHERE stated_exp IS NOT NULL AND expires_at > stated_exp * 1000;

-- Since when an organisation has a grant, as denied_at tells since when it has it no more: world time. NULL in rows that are
-- older than this, where updated_at is all that is known.

ALTER TABLE scope_access ADD COLUMN given_at BIGINT;
