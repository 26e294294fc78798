-- What an owner of scopes looks at: the newest refused requests, and the delegations of a scheme that hold.

CREATE INDEX ledger_refused ON ledger (at, trace_id) WHERE granted = FALSE;
CREATE INDEX delegations_scheme ON delegations (scheme_id, given_at, id) WHERE withdrawn_at IS NULL;
