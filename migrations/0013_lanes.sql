-- A worker finds the job of its lane that is due longest as the first row of an index, however many jobs wait before it.

DROP INDEX jobs_waiting;
CREATE INDEX jobs_letters ON jobs (on_world_clock, due_at, id) WHERE done_at IS NULL AND failed_at IS NULL AND kind = 'mail.send';
CREATE INDEX jobs_work ON jobs (on_world_clock, due_at, id) WHERE done_at IS NULL AND failed_at IS NULL AND kind <> 'mail.send';
