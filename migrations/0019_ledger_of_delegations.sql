-- The history of a delegation counts the tokens that were issued under it.

CREATE INDEX ledger_delegation ON ledger (delegation_id, at) WHERE delegation_id IS NOT NULL;
