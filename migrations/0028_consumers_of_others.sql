-- Most tokens are about the client's own organisation. They are found by that, and need no second place in an index.
DROP INDEX ledger_consumer;
CREATE INDEX ledger_consumer ON ledger (consumer_organisation, at)
  WHERE consumer_organisation IS DISTINCT FROM client_organisation;
