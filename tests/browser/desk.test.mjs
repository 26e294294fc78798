// Ordering and the desk in a real browser: every page looked at in both widths, and the whole way from the form to the
// contact's own case and guide.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { LANGUAGES, lookAt, newPage, send, startBrowser, startFullmakt } from "./harness.mjs";

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

/** Loads `path` until `selector` is to be seen: what jobs do is ready a moment later. */
async function eventually(page, path, selector) {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    await page.goto(path);
    const found = page.locator(selector).first();
    if ((await found.count()) > 0) return found;
  }
  assert.fail(`${selector} never came at ${path}`);
}

test("a vendor orders by the form, a handler approves, and the contact follows its case", async () => {
  const page = await newPage(browser, fullmakt);
  await page.goto("/");
  await lookAt(page, "start");
  await page.goto("/bestill/fiktiv-kunde");
  await page.locator(".actions button[value='send']").click();
  await lookAt(page, "order-faults");
  assert.equal(await page.locator(".ds-error-summary a").count(), 7);
  await page.locator("[name='vendor.number']").fill("910049356");
  await page.locator("[name='vendor.name']").fill("Sprek Maur");
  await page.locator("[name='vendor.contact.name']").fill("Kari Eksempel");
  await page.locator("[name='vendor.contact.email']").fill("kari@sprekmaur.example");
  await page.locator("[name='vendor.contact.phone']").fill("22 33 44 55");
  await page.locator("[name='wants_fictional_customer']").check();
  await page.locator("[name='notice']").check();
  await page.locator(".actions button[value='send']").click();
  await lookAt(page, "order-thanks");

  const handler = await newPage(browser, fullmakt);
  await handler.goto(fullmakt.handler_link);
  await lookAt(handler, "handler-login");
  await send(handler, "main form button");
  await lookAt(handler, "desk");
  await (await eventually(handler, "/saksbord", "main a[href^='/saksbord/2']")).click();
  await lookAt(handler, "desk-order");
  await send(handler, "form[action$='/godkjenn'] button");
  await eventually(handler, handler.url(), "li[data-state='done']:nth-child(5)");
  await lookAt(handler, "desk-order-done");

  const letter = await eventually(page, "/post", "main a:has-text('Den fiktive kunden er klar')");
  await lookAt(page, "post");
  await letter.click();
  await lookAt(page, "post-letter");
  await page.locator("article.letter a[href*='/lenke/']").first().click();
  await lookAt(page, "case");
  await page.goto(`${page.url()}/veiledning`);
  await lookAt(page, "guide");
  await page.goto("/klienter/ny");
  await lookAt(page, "client-new");
  await page.goto("/sak");
  await lookAt(page, "cases");
});

test("every page of ordering is as good in every language", async () => {
  const page = await newPage(browser, fullmakt);
  for (const language of LANGUAGES) {
    for (const [path, name] of [
      ["/", "start"],
      ["/bestill/eksisterende-kunde", "order-existing"],
      ["/bestill/direkte", "order-direct"],
      ["/sak", "case-entry"],
      ["/forklar", "explain"],
      ["/errors/MP-251", "help"],
    ]) {
      await page.goto(`${path}?sprak=${language}`);
      await lookAt(page, `${name}-${language}`);
    }
  }
});
