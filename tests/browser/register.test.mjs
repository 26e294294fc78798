// The documentation of the register's API and of Enhetsregisteret's: every page in three languages, on a phone and at a
// desk, without script and by keyboard.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { LANGUAGES, lookAt, newPage, startBrowser, startFullmakt, WIDTHS } from "./harness.mjs";

const PAGES = {
  "register-api": "/api/oppslag",
  "register-fields": "/api/oppslag/v1/docs/feltbeskrivelser.html",
  "register-test-data": "/api/oppslag/v1/docs/TESTDATA.html",
  "register-changelog": "/api/oppslag/v1/docs/CHANGELOG.html",
  "open-register-api": "/enhetsregisteret/api/dokumentasjon",
};

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

test("every page of the documentation is fit to be read in the three languages", async () => {
  const page = await newPage(browser, fullmakt);
  for (const [name, path] of Object.entries(PAGES)) {
    for (const language of LANGUAGES) {
      await page.goto(`${path}?sprak=${language}`);
      assert.equal(await page.locator("html").getAttribute("lang"), language);
      await lookAt(page, `${name}-${language}`);
    }
  }
  await page.context().close();
});

test("the documentation is reached and read without script and by keyboard, on a phone", async () => {
  const page = await newPage(browser, { ...fullmakt, width: WIDTHS.phone, javaScriptEnabled: false });
  await page.goto("/api/oppslag");
  const wraps = page.locator(".table-wrap");
  for (let at = 0; at < (await wraps.count()); at += 1) {
    await wraps.nth(at).focus();
    assert.equal(await page.locator(".table-wrap:focus").count(), 1, "a table can be scrolled with the arrows");
  }
  // An example is opened as a keyboard opens it.
  const example = page.locator("#hentRegistreringspliktigVirksomhet ~ details").first();
  await example.locator("summary").focus();
  await page.keyboard.press("Enter");
  await example.locator("pre").first().waitFor();
  await page.locator("main nav a[href$='feltbeskrivelser.html']").click();
  await page.locator("main nav a[href='#Posisjon']").click();
  await page.locator("#Posisjon").waitFor();
  await page.locator("main a[href='/api/oppslag']").click();
  await page.locator("main nav a[href$='CHANGELOG.html']").click();
  await page.waitForURL("**/CHANGELOG.html");
  await page.locator("h1").waitFor();
  await page.context().close();
});
