// The frame every page stands in: languages, skip link, keyboard, the page for an address that leads nowhere.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { LANGUAGES, lookAt, newPage, startBrowser, startFullmakt, WIDTHS } from "./harness.mjs";

const NOWHERE = "/finnes-ikke";
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

test("an address that leads nowhere gets a page that says what to do next", async () => {
  const page = await newPage(browser, fullmakt);
  const answer = await page.goto(NOWHERE);
  assert.equal(answer.status(), 404);
  await lookAt(page, "not-found");
  await page.context().close();
});

test("the page follows the browser's language, and the switcher outweighs it", async () => {
  const page = await newPage(browser, { ...fullmakt, language: "en" });
  await page.goto(NOWHERE);
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  for (const language of LANGUAGES) {
    await page.locator(`.languages a[lang=${language}]`).click();
    assert.equal(await page.locator("html").getAttribute("lang"), language);
    assert.equal(await page.locator(".languages a[aria-current]").getAttribute("lang"), language);
    await lookAt(page, `not-found-${language}`);
  }
  await page.context().close();
});

test("the first tab stop skips to the content", async () => {
  const page = await newPage(browser, fullmakt);
  await page.goto(NOWHERE);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), "#innhold");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "innhold");
  await page.context().close();
});

test("the page can be read by night, without script, and in print", async () => {
  const page = await newPage(browser, { ...fullmakt, colorScheme: "dark", width: WIDTHS.phone });
  await page.goto(NOWHERE);
  await lookAt(page, "not-found-night");
  await page.emulateMedia({ media: "print", colorScheme: "light" });
  assert.ok(await page.locator("h1").isVisible());
  assert.ok(await page.locator(".nav").isHidden());
  await page.context().close();

  const plain = await newPage(browser, { ...fullmakt, javaScriptEnabled: false });
  await plain.goto(NOWHERE);
  assert.ok(await plain.locator("h1").isVisible());
  await plain.context().close();
});

test("the privacy page and the accessibility statement are found in the footer and read in every language", async () => {
  const page = await newPage(browser, { ...fullmakt, width: WIDTHS.phone });
  for (const path of ["/personvern", "/tilgjengelighet"]) {
    await page.goto(NOWHERE);
    await page.locator(`footer a[href="${path}"]`).click();
    for (const language of LANGUAGES) {
      await page.locator(`.languages a[lang=${language}]`).click();
      assert.equal(await page.locator("html").getAttribute("lang"), language);
      await lookAt(page, `${path.slice(1)}-${language}`);
    }
  }
  await page.context().close();
});
