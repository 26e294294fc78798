-- At most one signing key waits for its turn: two nodes that make one at once must end with one.
CREATE UNIQUE INDEX signing_keys_one_coming ON signing_keys (state) WHERE state = 'coming';
