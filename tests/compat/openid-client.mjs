// openid-client, and oauth4webapi under it: strict discovery (RFC 8414), a form field too many, and typed errors.

import assert from "node:assert/strict";
import { createRemoteJWKSet, importPKCS8, jwtVerify, SignJWT } from "jose";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { base, check, client, customer, delegatedScope, issuer, key, kid, scope, stranger, vendor } from "./check.mjs";

const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const signingKey = await importPKCS8(key, "RS256");

const assertion = (claims, header = { kid }) =>
  new SignJWT({ scope, ...claims })
    .setProtectedHeader({ alg: "RS256", typ: "JWT", ...header })
    .setAudience(claims?.aud ?? issuer)
    .setIssuer(client)
    .setIssuedAt()
    .setExpirationTime("119s")
    .setJti(crypto.randomUUID())
    .sign(signingKey);

const discover = () =>
  openid.discovery(new URL(issuer), client, undefined, openid.None(), {
    algorithm: "oauth2",
    execute: [openid.allowInsecureRequests],
  });

await check("openid-client: the metadata is found, and its issuer is exactly the address that was asked", async () => {
  const metadata = (await discover()).serverMetadata();
  assert.equal(metadata.issuer, issuer);
  assert.equal(metadata.token_endpoint, `${base}/token`);
  assert.equal(metadata.jwks_uri, `${base}/jwk`);
});

await check("openid-client: a grant gets a token, which jose verifies by the key set that the metadata names", async () => {
  const config = await discover();
  const token = await openid.genericGrantRequest(config, JWT_BEARER, { assertion: await assertion() });
  assert.equal(token.token_type, "bearer");
  assert.equal(token.expires_in, 120);
  const keys = createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri));
  const { payload, protectedHeader } = await jwtVerify(token.access_token, keys, { issuer, algorithms: ["RS256"] });
  assert.equal(payload.consumer.ID, `0192:${vendor}`);
  assert.deepEqual(Object.keys(protectedHeader).sort(), ["alg", "kid"]);
  assert.equal(payload.aud, undefined);
});

await check("openid-client: a refusal is a typed error with Maskinporten's words", async () => {
  const config = await discover();
  for (const [claims, header, error, text] of [
    [{ scope: delegatedScope }, undefined, "invalid_scope", /Consumer has not been granted access/],
    [{ scope: delegatedScope, consumer_org: stranger }, undefined, "invalid_scope", /has not delegated access/],
    [{ scope: "no:such" }, undefined, "invalid_scope", /invalid scopes for client, no:such/],
    [{ aud: base }, undefined, "invalid_grant", /Invalid JWT claim aud/],
    [{ unknown: 1 }, undefined, "invalid_request", /Invalid assertion/],
    [{}, { kid: "ukjent" }, "invalid_grant", /Unknown key identifier/],
  ]) {
    const grant = { assertion: await assertion(claims, header) };
    await assert.rejects(openid.genericGrantRequest(config, JWT_BEARER, grant), (refusal) => {
      assert.ok(refusal instanceof openid.ResponseBodyError, String(refusal));
      assert.equal(refusal.error, error);
      assert.match(refusal.error_description, text);
      assert.equal(refusal.status, 400);
      return true;
    });
  }
});

await check("oauth4webapi: discovery and a delegated grant, each step by itself", async () => {
  const insecure = { [oauth.allowInsecureRequests]: true };
  const asked = await oauth.discoveryRequest(new URL(issuer), { algorithm: "oauth2", ...insecure });
  const server = await oauth.processDiscoveryResponse(new URL(issuer), asked);
  const grant = await assertion({ scope: delegatedScope, consumer_org: customer });
  const me = { client_id: client };
  const answer = await oauth.genericTokenEndpointRequest(
    server, me, oauth.None(), JWT_BEARER, { assertion: grant }, insecure);
  const token = await oauth.processGenericTokenEndpointResponse(server, me, answer);
  assert.equal(token.scope, delegatedScope);
});
