-- Privacy: orders whose persons are forgotten, and when the world's clock was moved, so that what is stamped by wall time
-- can be ended by the world's calendar.

ALTER TABLE orders ADD COLUMN anonymised_at BIGINT;      -- wall time
CREATE INDEX orders_closed ON orders (finished_at) WHERE anonymised_at IS NULL AND finished_at IS NOT NULL;

CREATE TABLE clock_moves (
  moved_at BIGINT NOT NULL PRIMARY KEY,  -- wall time
  offset_ms BIGINT NOT NULL              -- world time is wall time plus this, from then on
);
-- When an older program moved the clock is not known. Said to hold from the beginning, it ends nothing too early.
INSERT INTO clock_moves (moved_at, offset_ms)
  SELECT 0, CAST(value AS BIGINT) FROM world_settings WHERE name = 'clock_offset_ms';

CREATE INDEX inbound_mail_raw ON inbound_mail (received_at) WHERE sealed_raw IS NOT NULL;
CREATE INDEX letters_without_case ON letters (created_at) WHERE case_number IS NULL;
CREATE INDEX signed_links_email ON signed_links (contact_email);
CREATE INDEX sessions_expires ON sessions (expires_at);
CREATE INDEX audit_at ON audit (at);
CREATE INDEX jobs_done ON jobs (done_at) WHERE done_at IS NOT NULL;
