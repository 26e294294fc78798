// The handler's desk by keyboard alone, and looked at in every language and both widths: a case is found, taken, asked
// about, answered and approved without a mouse; the shortcuts move the focus and do nothing else.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { focused, LANGUAGES, lookAt, newPage, send, startBrowser, startFullmakt, tabTo } from "./harness.mjs";

let fullmakt;
let browser;
let handler;
let folder;

/** A rule that is only tried: what handlers decide here stays theirs. */
const RULES = `[[rule]]
name = "kjente leverandører"
kind = "fictional_customer"
checks = "nothing_against"

[[rule]]
name = "media for faste"
kind = "fictional_customer"
checks = "all_green"
done_orders_at_least = 3
scope = "brreg:reelle/media"
`;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "fullmakt-rules-"));
  await writeFile(join(folder, "rules.toml"), RULES);
  fullmakt = await startFullmakt({ environment: { FULLMAKT_RULES: join(folder, "rules.toml") } });
  browser = await startBrowser();
  handler = await newPage(browser, fullmakt);
  await handler.goto(fullmakt.handler_link);
  await send(handler, "main form button");
});

after(async () => {
  await browser?.close();
  await fullmakt?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

const SPREK = { number: "910049356", name: "Sprek Maur" };
const VARSOM = { number: "810414782", name: "Noe Helt Annet AS" };

/** Orders by the API as a visitor does, and confirms by the link in the letter. */
async function order({ number, name }, email) {
  const answer = await fetch(`${fullmakt.url}/api/fullmakt/v1/orders`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": `${email}-${number}` },
    body: JSON.stringify({
      kind: "fictional_customer",
      notice: true,
      wants_fictional_customer: true,
      vendor: { number, name, contact: { name: "Kari Eksempel", email, phone: "22334455" } },
    }),
  });
  assert.equal(answer.status, 201, await answer.text());
  const contact = await newPage(browser, fullmakt);
  await openLetter(contact, "Bekreft bestillingen");
  await contact.locator("form[action$='/bekreft'] button").click();
  return contact;
}

/** Opens the link in the newest letter with this subject, when it has come. */
async function openLetter(page, subject) {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    await page.goto("/post");
    const letter = page.locator(`main a:has-text('${subject}')`).first();
    if ((await letter.count()) > 0) {
      await letter.click();
      await page.locator("article.letter a[href*='/lenke/']").first().click();
      return;
    }
  }
  assert.fail(`no letter ${subject} came`);
}

/** Loads `path` until `selector` is to be seen. */
async function eventually(page, path, selector) {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    await page.goto(path);
    if ((await page.locator(selector).count()) > 0) return;
  }
  assert.fail(`${selector} never came at ${path}`);
}

test("a handler finds, takes, asks about and approves a case by keyboard alone", async () => {
  const contact = await order(SPREK, "kari@sprekmaur.example");
  await order(VARSOM, "kari@varsom.example");

  await handler.goto("/saksbord");
  await tabTo(handler, (at) => at.what === "#innhold");
  await handler.keyboard.press("Enter");
  await tabTo(handler, (at) => at.what === "sok");
  await handler.keyboard.type("sprek maur");
  await handler.keyboard.press("Enter");
  await handler.waitForURL(/sok=sprek/);
  assert.equal(await handler.locator("dialog").isVisible(), false, "the help is shown when it is asked for");
  await lookAt(handler, "queue-found");
  assert.equal(await handler.locator("[data-shortcut-row]").count(), 1);
  await tabTo(handler, (at) => at.text === "2026-00001" || /^\d{4}-\d{5}$/.test(at.text));
  await handler.keyboard.press("Enter");
  await handler.waitForURL(/saksbord\/\d/);
  const path = new URL(handler.url()).pathname;

  await tabTo(handler, (at) => at.text === "Ta saken");
  await handler.keyboard.press("Enter");
  await handler.getByText("Slipp saken").waitFor();
  await tabTo(handler, (at) => at.what === "felt-question");
  await handler.keyboard.type("Hva skal dere bruke tilgangen til?");
  await tabTo(handler, (at) => at.text === "Send spørsmålet");
  await handler.keyboard.press("Enter");
  await handler.getByText("har ikke svart ennå").waitFor();
  await lookAt(handler, "order-asked");

  await openLetter(contact, "Et spørsmål om bestillingen");
  await lookAt(contact, "case-asked");
  await tabTo(contact, (at) => at.what === "svar");
  await contact.keyboard.type("Vi tester systemet vårt.");
  await tabTo(contact, (at) => at.text === "Send svaret");
  await contact.keyboard.press("Enter");
  await contact.getByText("Spørsmål dere har svart på").waitFor();
  await lookAt(contact, "case-answered");
  await tabTo(contact, (at) => at.text === "Trekk bestillingen");
  await contact.keyboard.press("Enter");
  await contact.waitForURL(/trekk$/);
  await lookAt(contact, "case-withdraw");

  await handler.goto(path);
  await handler.getByText("Vi tester systemet vårt.").waitFor();
  await tabTo(handler, (at) => at.text === "Godkjenn");
  await handler.keyboard.press("Enter");
  await handler.locator("#steg").waitFor();
  await eventually(handler, path, "li[data-state='done']:nth-child(5)");
  await lookAt(handler, "order-done");
});

test("a shortcut moves the focus and nothing else, and can be turned off", async () => {
  await handler.goto("/saksbord");
  await handler.locator("main").focus();
  await handler.keyboard.press("j");
  assert.match((await focused(handler)).text, /^\d{4}-\d{5}$/);
  await handler.keyboard.press("/");
  assert.equal((await focused(handler)).what, "sok");
  await handler.keyboard.type("a");
  assert.equal(await handler.locator("#sok").inputValue(), "a", "a field takes letters as letters");
  await handler.goto("/saksbord");
  await handler.keyboard.press("j");
  await handler.keyboard.press("Enter");
  await handler.waitForURL(/saksbord\/\d/);
  const before = handler.url();
  for (const [key, what] of [["a", "Godkjenn"], ["t", "Ta saken"], ["u", "/saksbord"], ["r", "felt-template"]]) {
    await handler.locator("main").focus();
    await handler.keyboard.press(key);
    assert.equal((await focused(handler)).what, what, key);
  }
  assert.equal(handler.url(), before);
  assert.equal(await handler.getByText("Ingen har saken.").count(), 1, "no key has done anything");
  await handler.locator("main").focus();
  await handler.keyboard.press("?");
  await handler.locator("dialog[open]").waitFor();
  await lookAt(handler, "shortcuts");
  await handler.locator("[data-shortcuts-on]").uncheck();
  await handler.keyboard.press("Escape");
  await handler.locator("main").focus();
  await handler.keyboard.press("a");
  assert.notEqual((await focused(handler)).what, "Godkjenn", "turned off is off");
  await handler.reload();
  await handler.keyboard.press("?");
  assert.equal(await handler.locator("dialog[open]").count(), 0, "and stays so");
});

test("the desk is as good in every language, and without script", async () => {
  const plain = await newPage(browser, { ...fullmakt, javaScriptEnabled: false });
  await plain.context().addCookies(await handler.context().cookies());
  await plain.goto("/saksbord?sok=annet");
  await plain.locator("[data-shortcut-row]").click();
  assert.equal(await plain.locator("[data-shortcuts]").isVisible(), false, "what needs a script is not shown without");
  await plain.locator("form[action$='/ta'] button").click();
  await plain.getByText("Slipp saken").waitFor();
  const path = new URL(plain.url()).pathname;
  await plain.goto("/saksbord/regler");
  await plain.getByText("Reglene ville ha godkjent 1 av 1.").waitFor();
  for (const language of LANGUAGES) {
    for (const [address, name] of [
      ["/saksbord", "queue"],
      ["/saksbord?sok=ab", "queue-too-short"],
      ["/saksbord/post", "queue-mails"],
      ["/saksbord/jobber", "queue-jobs"],
      ["/saksbord/brev", "queue-letters"],
      ["/saksbord/tall", "figures"],
      ["/saksbord/regler", "rules"],
      [path, "order"],
    ]) {
      await handler.goto(`${address}${address.includes("?") ? "&" : "?"}sprak=${language}`);
      await lookAt(handler, `${name}-${language}`);
    }
  }
});
