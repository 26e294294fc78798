-- What Altinn knows of parties: a person's login profile, a main unit's subunits; and who a scheme's policy lets hand it on.

-- Altinn's user id of a person. Party ids begin at 50 000 000, so that these begin at 20 000 000.
ALTER TABLE persons ADD COLUMN user_id BIGINT NOT NULL DEFAULT 0;
UPDATE persons SET user_id = party_id - 30000000;
CREATE UNIQUE INDEX persons_user_id ON persons (user_id);

CREATE INDEX organisations_parent ON organisations (parent_number) WHERE parent_number IS NOT NULL;

-- JSON: subjects (roles and access packages), actions, minimum level.
ALTER TABLE schemes ADD COLUMN policy TEXT NOT NULL DEFAULT '{"roles":["APIADM"],"packages":["maskinporten-scopes"],"actions":["ScopeAccess"],"minimum_level":2}';
