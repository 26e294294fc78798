-- What the resource registry keeps of a resource beyond what the rules of delegation ask. A resource of another type than
-- a delegation scheme stands here alone: it can be read, and is refused where it would be delegated.
CREATE TABLE resources (
  id TEXT PRIMARY KEY,                 -- the identifier; of a scheme, also that of its row in schemes
  resource_type TEXT NOT NULL,
  owner_number TEXT NOT NULL,
  document TEXT NOT NULL,              -- JSON, as its owner sent it
  policy_document TEXT,                -- XACML, as its owner sent it
  version BIGINT NOT NULL,             -- counted up at each change of the document
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
