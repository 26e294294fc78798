// express-oauth2-jwt-bearer: an API in Express that takes only tokens made for it, and finds the keys by discovery.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import express from "express";
import { auth, requiredScopes } from "express-oauth2-jwt-bearer";
import { importPKCS8, SignJWT } from "jose";
import { base, check, client, issuer, key, kid, scope, vendor } from "./check.mjs";

const API = "https://api.example.no";
const signingKey = await importPKCS8(key, "RS256");

async function token(claims) {
  const assertion = await new SignJWT({ scope, ...claims })
    .setProtectedHeader({ alg: "RS256", kid })
    .setAudience(issuer)
    .setIssuer(client)
    .setIssuedAt()
    .setExpirationTime("60s")
    .setJti(crypto.randomUUID())
    .sign(signingKey);
  const body = new URLSearchParams({ grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion });
  const answer = await fetch(`${base}/token`, { method: "POST", body });
  assert.equal(answer.status, 200);
  return (await answer.json()).access_token;
}

/** What an operator does beside the running server. */
function rotate(...more) {
  const { COMPAT_PROGRAM: program, COMPAT_WORLD: world } = process.env;
  return JSON.parse(execFileSync(program, ["keys", "rotate", "--data", world, "--json", ...more]).toString());
}

async function api() {
  const app = express();
  app.use(auth({ issuerBaseURL: issuer, audience: API, tokenSigningAlg: "RS256" }));
  app.get("/", requiredScopes(scope), (request, response) => response.json(request.auth.payload.consumer));
  app.get("/other", requiredScopes("other:scope"), (_, response) => response.json({}));
  app.use((error, _request, response, _next) => response.status(error.status ?? 500).json({ message: error.message }));
  const server = createServer(app);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
const first = await api();

async function call(path, token, server = first) {
  const url = `http://127.0.0.1:${server.address().port}${path}`;
  const answer = await fetch(url, { headers: token ? { authorization: `Bearer ${token}` } : {} });
  return [answer.status, await answer.json()];
}

await check("express-oauth2-jwt-bearer: OpenID's discovery is answered by a plain 404, and it falls back on OAuth's", async () => {
  const none = await fetch(`${base}/.well-known/openid-configuration`, { redirect: "manual" });
  assert.equal(none.status, 404);
  const [status, body] = await call("/", await token({ resource: API }));
  assert.deepEqual([status, body], [200, { authority: "iso6523-actorid-upis", ID: `0192:${vendor}` }]);
});

await check("express-oauth2-jwt-bearer: resource as a list is as good as text", async () => {
  assert.equal((await call("/", await token({ resource: [API] })))[0], 200);
  assert.equal((await call("/", await token({ resource: ["https://annen.example.no", API] })))[0], 200);
});

await check("express-oauth2-jwt-bearer: a token for nobody in particular, or for another, is not let in", async () => {
  for (const claims of [{}, { resource: "https://annen.example.no" }]) {
    const [status, body] = await call("/", await token(claims));
    assert.equal(status, 401);
    assert.match(body.message, /'aud'/);
  }
});

await check("express-oauth2-jwt-bearer: a token that was changed, and a scope that is not in it, are not let in", async () => {
  const [head, body, signature] = (await token({ resource: API })).split(".");
  const flipped = (signature.startsWith("B") ? "C" : "B") + signature.slice(1);
  assert.equal((await call("/", [head, body, flipped].join(".")))[0], 401);
  assert.equal((await call("/other", await token({ resource: API })))[0], 403);
  assert.equal((await call("/"))[0], 401);
});

await check("express-oauth2-jwt-bearer: when another key begins to sign, tokens of both are let in without a new look at the key set", async () => {
  const kidOf = (token) => JSON.parse(Buffer.from(token.split(".")[0], "base64url").toString()).kid;
  const old = await token({ resource: API });
  // The next key is published before it signs; an API that has its keys from then on never meets an unknown one.
  const { kid: coming, state } = rotate();
  assert.equal(state, "coming");
  const server = await api();
  assert.equal((await call("/", old, server))[0], 200);
  const { kid: signing } = rotate("--now");
  assert.equal(signing, coming);
  const next = await token({ resource: API });
  assert.deepEqual([kidOf(old) === coming, kidOf(next)], [false, coming]);
  assert.equal((await call("/", next, server))[0], 200);
  assert.equal((await call("/", old, server))[0], 200);
});

// The key set's connection to the server is kept for a next request, and would keep the script alive as well.
process.exit();
