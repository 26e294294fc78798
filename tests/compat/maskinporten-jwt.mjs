// maskinporten-jwt: resource as text, and a grant that lives twelve seconds.

import assert from "node:assert/strict";
import { base, check, claims, client, issuer, key, kid, scope } from "./check.mjs";
import maskinporten from "maskinporten-jwt";

const API = "https://api.example.no";
const ask = (told) =>
  maskinporten.getMaskinportToken({
    PrivateKey: key, Audience: issuer, Issuer: client, KID: kid, Scopes: scope, Resource: API, Endpoint: `${base}/token`,
    ...told,
  });

// The package keeps one token for everything, so what shall be refused is asked first.
await check("maskinporten-jwt: an audience without its slash, and a resource that is no URI, are refused", async () => {
  await assert.rejects(ask({ Audience: base }), /Response status: 400/);
  await assert.rejects(ask({ Resource: "api" }), /Response status: 400/);
});

await check("maskinporten-jwt: a resource given as text is the token's audience, and the token is kept", async () => {
  const answer = await ask({});
  assert.equal(claims(answer.access_token).aud, API);
  assert.equal((await ask({})).access_token, answer.access_token);
});
