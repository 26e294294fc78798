-- The desk lists the letters that came back, whenever that was.
CREATE INDEX letters_bounced ON letters (bounced_at) WHERE bounced_at IS NOT NULL;
