// What an owner of scopes sees, at both widths and in every language: its scopes, and one with access, a delegation and a
// request that was refused.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createSign, generateKeyPairSync } from "node:crypto";
import { LANGUAGES, lookAt, newPage, send, startBrowser, startFullmakt } from "./harness.mjs";

const SCOPE = "brreg:reelle/rapporteringspliktig";
const OTHER_SCOPE = "brreg:reelle/rapporteringspliktig.begrenset";
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const WORLD = `
organisation = [{ number = "313513408", name = "Lystig Elg AS" }, { number = "314208641", name = "Rolig Måke AS" }, { number = "312246538", name = "Stille Ulv AS" }]
grant = [{ scope = "${SCOPE}", organisation = "313513408" }]
delegation = [{ consumer = "313513408", supplier = "314208641", schemes = ["brreg-reelle-rapporteringspliktig"] }]

[[person]]
number = "05910298382"
name = "Modig Murstein"
customer = "313513408"
roles = [{ organisation = "313513408", role = "DAGL" }]

[[client]]
id = "rolig-klient"
organisation = "314208641"
name = "Rolig klient"
scopes = ["${SCOPE}"]

[[client.key]]
kty = "RSA"
use = "sig"
alg = "RS256"
kid = "rolig-1"
e = "AQAB"
n = "${publicKey.export({ format: "jwk" }).n}"
`;

let fullmakt;
let browser;

before(async () => {
  fullmakt = await startFullmakt({ worldFile: WORLD });
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await fullmakt?.stop();
});

/** Asks for a token about an organisation that has given nothing. */
async function refused() {
  const now = Math.floor(Date.now() / 1000);
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { aud: `${fullmakt.url}/`, iss: "rolig-klient", scope: SCOPE, consumer_org: "312246538", iat: now, exp: now + 60 };
  const signed = `${encode({ alg: "RS256", kid: "rolig-1" })}.${encode(claims)}`;
  const signature = createSign("RSA-SHA256").update(signed).sign(privateKey).toString("base64url");
  const answer = await fetch(`${fullmakt.url}/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      assertion: `${signed}.${signature}`,
    }),
  });
  const problem = await answer.json();
  assert.match(problem.error_uri ?? "", /MP-250$/, JSON.stringify(problem));
}

test("an owner's scopes, and one of them with all that is told of it", async () => {
  await refused();
  const handler = await newPage(browser, fullmakt);
  await handler.goto(fullmakt.handler_link);
  await send(handler, "main form button");
  await handler.locator("nav a[href='/tilganger']").click();
  for (const language of LANGUAGES) {
    await handler.goto(`/tilganger?sprak=${language}`);
    await lookAt(handler, `owned-scopes-${language}`);
    await handler.getByRole("link", { name: SCOPE, exact: true }).click();
    await lookAt(handler, `owned-scope-${language}`);
  }
  assert.equal(await handler.locator("main table").count(), 3);
  await handler.goto(`/tilganger/${encodeURIComponent(OTHER_SCOPE)}`);
  await lookAt(handler, "owned-scope-unused");
  await handler.goto(`/tilganger/${encodeURIComponent(SCOPE)}`);
  await handler.locator("a[href^='/forklar/']").click();
  assert.match(await handler.locator("h1").innerText(), /MP-250/);
});

test("a person whose organisation owns none is told what to do", async () => {
  const page = await newPage(browser, fullmakt);
  await page.goto("/tilganger");
  await page.locator("[name='nummer']").fill("05910298382");
  await page.locator("main form button").first().click();
  await page.locator("form[action='/fullmakt/velg'] button").first().click();
  assert.match(page.url(), /\/tilganger$/);
  await lookAt(page, "owned-scopes-none");
});
