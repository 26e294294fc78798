// The three forms in a real browser: by keyboard alone and without script, at both widths and in three languages; with
// script the name comes by itself; and a draft is saved and gone on with.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { LANGUAGES, WIDTHS, lookAt, newPage, screenshot, startBrowser, startFullmakt } from "./harness.mjs";

let fullmakt;
let browser;

before(async () => {
  fullmakt = await startFullmakt({ environment: { FULLMAKT_ORDERS_PER_HOUR: "1000" } });
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await fullmakt?.stop();
});

const VENDOR = {
  "vendor.number": "910049356",
  "vendor.name": "Sprek Maur",
  "vendor.contact.name": "Kari Eksempel",
  "vendor.contact.email": "kari@sprekmaur.example",
  "vendor.contact.phone": "22 33 44 55",
};
const CUSTOMER = {
  "customer.number": "810844612",
  "customer.name": "Lydig Laks",
  "customer.contact.name": "Ola Prøve",
  "customer.contact.email": "ola@lydiglaks.example",
  "customer.contact.phone": "99 88 77 66",
};

/** What is typed in each form; `true` is a box that is ticked, and a list is arrow keys among choices. */
const FORMS = {
  "fiktiv-kunde": { ...VENDOR, wants_fictional_customer: true, notice: true },
  "eksisterende-kunde": { ...VENDOR, ...CUSTOMER, notice: true },
  direkte: { ...CUSTOMER, legal_basis: ["ArrowDown", "ArrowDown"], notice: true },
};

/** The element that has the focus, as far as a form knows it. */
async function focused(page) {
  const at = page.locator(":focus");
  if ((await at.count()) === 0) return {};
  return { at, name: await at.getAttribute("name"), value: await at.getAttribute("value"), type: await at.getAttribute("type") };
}

/** Walks the page with the Tab key until the button that sends the form, types what belongs into each field, and presses it. */
async function byKeyboard(page, answers) {
  const open = new Map(Object.entries(answers));
  for (let presses = 0; presses < 120; presses += 1) {
    await page.keyboard.press("Tab");
    const { at, name, value, type } = await focused(page);
    if (type === "submit" && name === "gjor" && value === "send") {
      assert.deepEqual([...open.keys()], [], "every field is reached by the Tab key before the button");
      await page.keyboard.press("Enter");
      return;
    }
    if (!name || !open.has(name)) continue;
    const answer = open.get(name);
    open.delete(name);
    if (answer === true) await page.keyboard.press("Space");
    else if (Array.isArray(answer)) for (const key of ["Space", ...answer]) await page.keyboard.press(key);
    else if ((await at.inputValue()) !== answer) await page.keyboard.type(answer);
  }
  assert.fail("the button that sends the form is not reached by the Tab key");
}

for (const [slug, answers] of Object.entries(FORMS)) {
  test(`the form ${slug} is filled in by keyboard alone, without script, at both widths and in every language`, async () => {
    for (const language of LANGUAGES) {
      for (const width of Object.values(WIDTHS)) {
        const page = await newPage(browser, { ...fullmakt, width, language, javaScriptEnabled: false });
        await page.goto(`/bestill/${slug}`);
        assert.equal(await page.locator("html").getAttribute("lang"), language);

        await byKeyboard(page, {});
        // What is missing is read first.
        await page.locator(".ds-error-summary:focus").waitFor();
        await page.keyboard.press("Tab");
        const target = await page.locator(":focus").getAttribute("href");
        await page.keyboard.press("Enter");
        await page.locator(`${target}:focus`).waitFor();
        await page.screenshot({ path: `../../test-results/order-${slug}-faults-${language}-${width}.png`, fullPage: true });

        // From the field that the summary led to, the rest of the form follows; the way back is Shift and Tab.
        await page.keyboard.press("Shift+Tab");
        await byKeyboard(page, answers);
        await page.waitForURL(/\/bestill\/takk\?sak=/);
        assert.deepEqual(page.faults, []);
        await page.context().close();
      }
    }
  });
}

test("the Enter key in a field sends the form and does not look a name up", async () => {
  const page = await newPage(browser, { ...fullmakt, javaScriptEnabled: false });
  await page.goto("/bestill/direkte");
  await page.locator("[name='customer.contact.email']").fill("ola@lydiglaks.example");
  await page.keyboard.press("Enter");
  await page.locator(".ds-error-summary").waitFor();
  assert.equal(await page.locator("[name='customer.contact.email']").inputValue(), "ola@lydiglaks.example");
});

test("a name comes by itself with script, and by the button without", async () => {
  const page = await newPage(browser, fullmakt);
  await page.goto("/bestill/eksisterende-kunde");
  const name = page.locator("[name='vendor.name']");
  await page.locator("[name='vendor.number']").fill("910 049 356");
  await page.keyboard.press("Tab");
  await page.locator("#vendor-number-svar").filter({ hasText: /SPREK MAUR/i }).waitFor();
  const found = await name.inputValue();
  assert.match(found, /sprek maur/i);
  // What was typed is nobody's to change.
  await name.fill("Mitt navn");
  await page.locator("button[data-look-up='vendor-number']").click();
  await page.locator("#vendor-number-svar").filter({ hasText: /SPREK MAUR/i }).waitFor();
  assert.equal(await name.inputValue(), "Mitt navn");
  await page.locator("[name='customer.number']").fill("810845422");
  await page.locator("button[data-look-up='customer-number']").click();
  await page.locator("#customer-number-svar").filter({ hasText: "slettet" }).waitFor();
  await lookAt(page, "order-names");

  const plain = await newPage(browser, { ...fullmakt, javaScriptEnabled: false });
  await plain.goto("/bestill/direkte");
  await plain.locator("[name='customer.number']").fill("810844612");
  await plain.locator("button[value='navn:customer.number']").click();
  assert.match(await plain.locator("[name='customer.name']").inputValue(), /lydig laks/i);
  await plain.locator("[name='customer.name']:focus").waitFor();
});

test("a draft is saved, gone on with by its link, and looks well in every language", async () => {
  const page = await newPage(browser, fullmakt);
  await page.goto("/bestill/direkte");
  await page.locator("[name='customer.name']").fill("Lydig Laks");
  await page.locator("button[value='lagre']").click();
  await page.waitForURL(/\/bestill\/fortsett\//);
  const link = new URL(page.url());
  for (const language of LANGUAGES) {
    await page.goto(`${link.pathname}?lagret=ja&sprak=${language}`);
    await lookAt(page, `draft-saved-${language}`);
    await page.locator(".actions button[value='send']").click();
    await page.locator(".ds-error-summary").waitFor();
    await lookAt(page, `draft-faults-${language}`);
  }
  const other = await newPage(browser, fullmakt);
  await other.goto(link.pathname);
  assert.equal(await other.locator("[name='customer.name']").inputValue(), "Lydig Laks");
  await other.locator("button[value='slett']").click();
  await lookAt(other, "draft-deleted");
  const gone = await other.goto(link.pathname);
  assert.equal(gone.status(), 410);
  await screenshot(other, "draft-gone");
});

test("a vendor invites its customer, which orders or says no thanks", async () => {
  const page = await newPage(browser, fullmakt);
  await page.goto("/bestill/eksisterende-kunde");
  // The customer of the other tests has ordered itself, and who has ordered is not invited.
  const customer = { ...CUSTOMER, "customer.number": "810305002", "customer.name": "Klok Hare" };
  for (const [name, value] of Object.entries({ ...VENDOR, ...customer })) await page.locator(`[name='${name}']`).fill(value);
  await page.locator("[name='notice']").check();
  await page.locator(".actions button[value='send']").click();
  await page.waitForURL(/takk\?sak=/);
  const number = new URL(page.url()).searchParams.get("sak");
  const letter = async (text) => {
    for (let attempt = 0; attempt < 300; attempt += 1) {
      await page.goto("/post");
      const found = page.locator("main a").filter({ hasText: text }).first();
      if ((await found.count()) > 0) return found.click();
    }
    assert.fail(`no letter says ${text}`);
  };
  await letter(number);
  await page.locator("article.letter a[href*='/lenke/']").first().click();
  await page.locator("form[action$='/inviter'] button").click();
  await page.locator("#inviter").waitFor();
  await lookAt(page, "case-invited");
  await letter("inviterer dere");
  await lookAt(page, "invitation-letter");
  const declines = await page.locator("article.letter a[href*='/nei-takk/']").first().getAttribute("href");
  await page.locator("article.letter a[href*='/fortsett/']").first().click();
  assert.equal(await page.locator("[name='customer.number']").inputValue(), customer["customer.number"]);
  await lookAt(page, "invitation-form");
  await page.goto(declines);
  await lookAt(page, "no-thanks");
  await page.locator("main form button").click();
  await lookAt(page, "no-thanks-done");
  for (const language of LANGUAGES) {
    await page.goto(`/api/fullmakt/v1?sprak=${language}`);
    await lookAt(page, `order-api-${language}`);
    await page.goto(`/api/v1?sprak=${language}`);
    await lookAt(page, `self-service-api-${language}`);
  }
});
