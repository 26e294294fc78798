-- The certificate authority of this world's own, whose enterprise certificates are believed here: at most one.
CREATE TABLE test_authority (
  one BIGINT PRIMARY KEY CHECK (one = 1),
  root BYTEA NOT NULL,                 -- DER
  issuing BYTEA NOT NULL,              -- DER, signed by the root, whose private key is kept nowhere
  sealed_pkcs8 BYTEA NOT NULL,         -- the issuing authority's private key
  created_at BIGINT NOT NULL
);
