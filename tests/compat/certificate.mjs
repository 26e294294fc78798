// @vtfk/maskinporten-auth: an enterprise certificate in x5c, and no key registered.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import maskinporten from "@vtfk/maskinporten-auth";
import { base, certificates, certifiedClient, check, claims, client, issuer, scope, stranger, vendor } from "./check.mjs";

const b64 = (organisation, ending) => readFileSync(`${certificates}/${organisation}.${ending}`).toString("base64");
const END = "-----END CERTIFICATE-----\n";

/** The enterprise's certificate by itself: the client runs all of a PEM file together, so a chain is more than it takes. */
function pem(organisation) {
  const chain = readFileSync(`${certificates}/${organisation}.cert.pem`, "utf8");
  const own = chain.slice(0, chain.indexOf(END) + END.length);
  return { pemcert: Buffer.from(own).toString("base64"), pemprivateKey: b64(organisation, "key.pem") };
}

const ask = (told) =>
  maskinporten({ url: `${base}/token`, audience: issuer, issuer: certifiedClient, scope, ...pem(vendor), ...told });

async function refused(told, text) {
  await assert.rejects(ask(told), (error) => {
    assert.equal(error.response?.status, 400);
    assert.equal(error.response.data.error, "invalid_grant");
    assert.match(error.response.data.error_description, text);
    return true;
  });
}

await check("@vtfk/maskinporten-auth: a certificate in PEM gets a token that says it came by certificate", async () => {
  const answer = await ask({});
  assert.deepEqual(Object.keys(answer), ["access_token", "token_type", "expires_in", "scope"]);
  assert.equal(claims(answer.access_token).client_amr, "virksomhetssertifikat");
});

await check("@vtfk/maskinporten-auth: the same certificate as PKCS#12 is as good", async () => {
  const answer = await ask({
    pemcert: undefined,
    pemprivateKey: undefined,
    pfxcert: b64(vendor, "p12"),
    privateKeyPassphrase: readFileSync(`${certificates}/password`, "utf8").trim(),
  });
  assert.equal(claims(answer.access_token).consumer.ID, `0192:${vendor}`);
});

await check("@vtfk/maskinporten-auth: another organisation's certificate is refused", () =>
  refused(pem(stranger), /Does not match certificate orgno/));

await check("@vtfk/maskinporten-auth: a certificate does not do for a client with registered keys", () =>
  refused({ issuer: client }, /requires pre-registered jwk and no key identifier \(kid\) provided/));
