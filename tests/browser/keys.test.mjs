// The key pair made in the browser. The page here is made up, so that every answer of the server can be watched: what
// must hold is that the private half never leaves the page, under the same content policy as the real one.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createPrivateKey, createPublicKey } from "node:crypto";
import { readFile } from "node:fs/promises";
import { newPage, startBrowser, startFullmakt } from "./harness.mjs";

const PAGE = `<!doctype html><html lang="nb"><title>Nøkkel – Fullmakt</title><h1>Nøkkel</h1>
<form method="post" action="/proev" data-make-key>
  <div hidden data-key-tools>
    <button type="button" data-make-key-button>Lag nøkkelpar</button>
    <p role="status" data-key-status data-working="Lager …" data-done="Ferdig" data-failed="Gikk ikke"></p>
  </div>
  <label for="jwk">Offentlig nøkkel</label><textarea id="jwk" name="jwk"></textarea>
  <button type="submit">Lagre</button>
</form>
<section hidden data-key-private>
  <label for="pem">Privat nøkkel</label><textarea id="pem" readonly data-key-pem autocomplete="off"></textarea>
  <a data-key-download download="fullmakt-key.pem">Last ned</a>
</section>
<script src="/assets/keys.js" defer></script>`;

const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'";

let fullmakt;
let browser;

before(async () => {
  fullmakt = await startFullmakt();
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await fullmakt?.stop();
});

async function openPage(options = {}) {
  const page = await newPage(browser, { ...fullmakt, ...options });
  const sent = [];
  await page.route("**/proev", (route) => {
    if (route.request().method() === "POST") sent.push(route.request().postData());
    return route.fulfill({ contentType: "text/html; charset=utf-8", headers: { "content-security-policy": POLICY }, body: PAGE });
  });
  await page.goto("/proev");
  return { page, sent };
}

test("the public key goes into the form, the private one into a file, and only the first is sent", async () => {
  const { page, sent } = await openPage();
  await page.getByRole("button", { name: "Lag nøkkelpar" }).click();
  await page.getByRole("status").filter({ hasText: "Ferdig" }).waitFor();

  const jwk = JSON.parse(await page.locator("#jwk").inputValue());
  assert.deepEqual(Object.keys(jwk), ["kty", "use", "alg", "kid", "n", "e"]);
  assert.equal(Buffer.from(jwk.n, "base64url").length, 256, "RSA-2048");

  const pem = await page.locator("#pem").inputValue();
  const derived = createPublicKey(createPrivateKey(pem)).export({ format: "jwk" });
  assert.equal(derived.n, jwk.n, "both halves belong together");

  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Last ned" }).click()]);
  assert.equal(download.suggestedFilename(), "fullmakt-key.pem");
  assert.equal(await readFile(await download.path(), "utf8"), pem);

  await page.getByRole("button", { name: "Lagre" }).click();
  await page.waitForLoadState();
  assert.equal(sent.length, 1);
  assert.deepEqual([...new URLSearchParams(sent[0]).keys()], ["jwk"]);
  assert.ok(!sent[0].includes("PRIVATE") && !decodeURIComponent(sent[0]).includes('"d"'), "nothing private is sent");
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("who makes the pair with the keyboard stays on the button", async () => {
  const { page } = await openPage();
  const button = page.getByRole("button", { name: "Lag nøkkelpar" });
  await button.focus();
  await page.keyboard.press("Enter");
  // A second press while it works makes no second pair.
  await page.keyboard.press("Enter");
  await page.getByRole("status").filter({ hasText: "Ferdig" }).waitFor();
  assert.ok(await button.evaluate((element) => element === document.activeElement && !element.hasAttribute("aria-disabled")));
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("without script the tools stay hidden and the field can be filled in by hand", async () => {
  const { page } = await openPage({ javaScriptEnabled: false });
  assert.ok(await page.getByRole("button", { name: "Lag nøkkelpar" }).isHidden());
  assert.ok(await page.locator("#pem").isHidden());
  await page.locator("#jwk").fill("{}");
  await page.context().close();
});
