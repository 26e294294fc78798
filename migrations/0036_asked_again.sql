-- What Enhetsregisteret said of an organisation is old after a while, and is asked for again.
-- entity_answers.asked_at and keep_until are world time from here on; answers from before, which are on the wall clock, end
-- no later for it.

ALTER TABLE organisations ADD COLUMN asked_at BIGINT; -- world time of the answer it is described by; NULL: when it was made
ALTER TABLE orders ADD COLUMN checked_at BIGINT;      -- world time when all its organisations were last answered for; NULL: when it came
