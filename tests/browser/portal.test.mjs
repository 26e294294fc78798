// The portal in a real browser, by the front door alone: a vendor orders by mail, a handler approves, and with the letter in
// hand the fictional person delegates, sees it, and takes it back; the vendor's contact sees both.

import { connect } from "node:net";
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { examine, LANGUAGES, lookAt, newPage, send, startBrowser, startFullmakt, tabTo, WIDTHS } from "./harness.mjs";

// The project's own fictitious organisation.
const VENDOR = { number: "810414782", name: "VARSOM DUE AS" };
const SCHEME = "Register over reelle rettighetshavere - Rapporteringspliktig virksomhet - På vegne av";

let fullmakt;
let browser;
let customer;

before(async () => {
  fullmakt = await startFullmakt();
  browser = await startBrowser();
  customer = await orderedCustomer();
});

after(async () => {
  await browser?.close();
  await fullmakt?.stop();
});

/** Sends one mail by SMTP. */
async function sendMail({ from, subject, text }) {
  const [, port] = fullmakt.smtp.split(":");
  const socket = connect(Number(port), "127.0.0.1");
  const answers = socket.setEncoding("utf8")[Symbol.asyncIterator]();
  let rest = "";
  const answer = async (code) => {
    for (;;) {
      const line = rest.match(/^(\d{3})([ -]).*\r\n/);
      if (line) {
        rest = rest.slice(line[0].length);
        if (line[2] === "-") continue;
        assert.equal(line[1], code, line[0]);
        return;
      }
      const { value, done } = await answers.next();
      assert.ok(!done, "the server should not hang up");
      rest += value;
    }
  };
  const say = async (line, code) => {
    socket.write(`${line}\r\n`);
    await answer(code);
  };
  await answer("220");
  await say("EHLO leverandor.example", "250");
  await say(`MAIL FROM:<${from}>`, "250");
  await say("RCPT TO:<bestilling@fullmakt.example>", "250");
  await say("DATA", "354");
  const head = [`From: ${from}`, "To: bestilling@fullmakt.example", `Subject: ${subject}`, "Message-ID: <portalen@leverandor.example>"];
  const lines = [...head, "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "", ...text];
  await say(`${lines.join("\r\n")}\r\n.`, "250");
  await say("QUIT", "221");
  socket.destroy();
}

/** Loads `path` until `selector` is to be seen: what jobs do is ready a moment later. */
async function eventually(page, path, selector) {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    await page.goto(path);
    const found = page.locator(selector).first();
    if ((await found.count()) > 0) return found;
  }
  assert.fail(`${selector} never came at ${path}: ${await page.locator("main").innerText()}`);
}

/** Orders a fictional customer and gives what the letter says. */
async function orderedCustomer() {
  await sendMail({
    from: "test@leverandor.example",
    subject: "Bestilling av testtilgang",
    text: [
      `Systemleverandørs organisasjonsnummer: ${VENDOR.number}`,
      `Systemleverandørs navn: ${VENDOR.name}`,
      "Navn til testansvarlig: Oppdiktet Kontakt",
      "Epost-adresse til testansvarlig: test@leverandor.example",
      "Telefonnummer til testansvarlig: 22 22 55 55",
      "Vi ønsker å delegere tilgang selv via en fiktiv virksomhet",
    ],
  });
  const page = await newPage(browser, fullmakt);
  await page.goto(fullmakt.handler_link);
  await send(page, "main form button");
  const order = await eventually(page, "/saksbord", "main a[href^='/saksbord/2']");
  await order.click();
  await send(page, "form[action$='/godkjenn'] button");
  const letter = await eventually(page, "/post", "main a:has-text('Den fiktive kunden er klar')");
  await letter.click();
  const text = await page.locator("article.letter").innerText();
  const link = await page.locator("article.letter a[href*='/lenke/']").first().getAttribute("href");
  await page.context().close();
  const number = (label) => text.match(new RegExp(`${label}: (\\d+)`))?.[1];
  return {
    person: number("Fiktivt fødselsnummer"),
    organisation: number("Organisasjonsnummer"),
    name: text.match(/Fiktiv virksomhet: (.+)/)?.[1].trim(),
    link,
  };
}

/** A page in which the person is logged in and acts for the customer. */
async function acting(options) {
  const page = await newPage(browser, { ...fullmakt, ...options });
  await page.goto("/fullmakt");
  await page.locator("#nummer").fill(customer.person);
  await page.locator("main form button").click();
  await page.locator(`form:has(input[value='${customer.organisation}']) button`).click();
  return page;
}

const button = (page, name) => page.locator("main").getByRole("button", { name });
const link = (page, name) => page.locator("main").getByRole("link", { name });

test("the person delegates, sees it and takes it back, and the vendor's contact sees both", async () => {
  const page = await newPage(browser, fullmakt);
  await page.goto("/fullmakt/leverandorer");
  await lookAt(page, "portal-login");
  await page.locator("#nummer").fill("123");
  await button(page, "Logg inn").click();
  assert.equal(await page.locator("#nummer").inputValue(), "123");
  await lookAt(page, "portal-login-fault");
  await page.locator("#nummer").fill(customer.person);
  await button(page, "Logg inn").click();
  await lookAt(page, "portal-choose");
  await button(page, "Velg").click();
  await lookAt(page, "portal-suppliers-empty");

  await link(page, "Legg til leverandør").click();
  await page.locator("#orgnr").fill("910 049 356");
  await button(page, "Finn virksomhet").click();
  await lookAt(page, "portal-add-unknown");
  await page.locator("#orgnr").fill(VENDOR.number);
  await button(page, "Finn virksomhet").click();
  assert.ok(await page.getByRole("heading", { name: VENDOR.name }).isVisible());
  await lookAt(page, "portal-add-found");
  await button(page, "Legg til virksomhet").click();
  await lookAt(page, "portal-supplier-empty");

  await page.locator("main").getByRole("link", { name: "Gi fullmakt", exact: true }).click();
  await page.locator("#sok").fill("brreg:reelle/rapporteringspliktig");
  await button(page, "Søk").click();
  await lookAt(page, "portal-find");
  await link(page, SCHEME).click();
  await lookAt(page, "portal-scheme");
  await button(page, "Gi fullmakt").click();
  assert.equal(await page.locator(".notice").innerText(), `${VENDOR.name} har nå fått fullmakt til ${SCHEME}.`);
  assert.ok(await page.getByRole("heading", { name: "Fullmakt til 1 API" }).isVisible());
  await lookAt(page, "portal-given");

  const contact = await newPage(browser, fullmakt);
  await contact.goto(customer.link);
  await contact.goto("/fullmakt");
  await lookAt(contact, "portal-consumers");
  await link(contact, customer.name).click();
  assert.ok(await contact.getByRole("heading", { name: SCHEME }).isVisible());
  await lookAt(contact, "portal-consumer");

  await link(page, "Slett fullmakt").click();
  await lookAt(page, "portal-withdraw");
  await button(page, "Slett fullmakt").click();
  assert.ok(await page.getByRole("heading", { name: "Fullmakt til 0 API" }).isVisible());
  await lookAt(page, "portal-withdrawn");
  await contact.goto("/fullmakt/konsumenter");
  assert.ok(await contact.getByText("Fullmakt til 0 API").isVisible());
  await lookAt(contact, "portal-consumers-none");

  await link(page, "Slett leverandør").click();
  await lookAt(page, "portal-remove");
  await button(page, "Slett leverandør").click();
  assert.ok(await page.getByText(`${VENDOR.name} er fjernet som leverandør.`).isVisible());
  await page.context().close();
  await contact.context().close();
});

test("all of it works without script, on a phone", async () => {
  const page = await acting({ javaScriptEnabled: false, width: WIDTHS.phone });
  await page.goto(`/fullmakt/leverandorer/ny?orgnr=${VENDOR.number}`);
  await send(page, button(page, "Legg til virksomhet"));
  await page.goto(`/fullmakt/leverandorer/${VENDOR.number}/gi/brreg-reelle-media`);
  assert.ok(await page.getByText("MP-250").isVisible(), "a scheme that was not granted is warned of");
  await button(page, "Gi fullmakt").click();
  await link(page, "Slett leverandør").click();
  await button(page, "Slett leverandør").click();
  assert.ok(await page.getByText("er fjernet som leverandør").isVisible());
  await page.context().close();
});

test("every page is as good in the other languages", async () => {
  const page = await acting();
  await page.goto(`/fullmakt/leverandorer/ny?orgnr=${VENDOR.number}`);
  await button(page, "Legg til virksomhet").click();
  const supplier = `/fullmakt/leverandorer/${VENDOR.number}`;
  await page.goto(`${supplier}/gi/brreg-reelle-media`);
  await button(page, "Gi fullmakt").click();
  const paths = {
    login: "/logg-inn",
    choose: "/fullmakt",
    suppliers: "/fullmakt/leverandorer",
    add: "/fullmakt/leverandorer/ny?orgnr=910049356",
    supplier,
    find: `${supplier}/gi`,
    scheme: `${supplier}/gi/brreg-reelle-offentlig`,
    withdraw: `${supplier}/fjern/brreg-reelle-media`,
    remove: `${supplier}/slett`,
    consumers: "/fullmakt/konsumenter",
  };
  for (const language of LANGUAGES.filter((tag) => tag !== "nb")) {
    for (const [name, path] of Object.entries(paths)) {
      await page.goto(`${path}${path.includes("?") ? "&" : "?"}sprak=${language}`);
      assert.equal(await page.locator("html").getAttribute("lang"), language);
      await lookAt(page, `portal-${name}-${language}`);
    }
  }
  await page.context().close();
});

for (const [device, width] of Object.entries(WIDTHS)) {
  test(`by keyboard alone the person delegates and takes it back, on a ${device}`, async () => {
    const page = await newPage(browser, { ...fullmakt, width });
    const supplier = `/fullmakt/leverandorer/${VENDOR.number}`;
    const scheme = "brreg-reelle-rapporteringspliktig";
    /** Presses Enter, and looks at the page that comes of it. */
    const enter = async (path) => {
      const loaded = page.waitForEvent("load");
      await page.keyboard.press("Enter");
      await loaded;
      assert.equal(new URL(page.url()).pathname, path);
      await examine(page);
    };
    const press = async (fits, path) => {
      await tabTo(page, fits);
      await enter(path);
    };
    const follow = (path) => press((at) => at.what?.split("?")[0] === path, path);
    const send = (form, path) => press((at) => at.sends === form, path);
    const type = async (field, text, path) => {
      await tabTo(page, (at) => at.what === field);
      await page.keyboard.type(text);
      await enter(path);
    };
    const held = () => page.locator(`a[href='${supplier}/fjern/${scheme}']`).count();

    await page.goto("/fullmakt");
    await type("nummer", customer.person, "/fullmakt");
    await send("post /fullmakt/velg", "/fullmakt/leverandorer");
    await follow("/fullmakt/leverandorer/ny");
    await type("orgnr", VENDOR.number, "/fullmakt/leverandorer/ny");
    await send("post /fullmakt/leverandorer/ny", supplier);
    await follow(`${supplier}/gi`);
    await type("sok", "rapporteringspliktig", `${supplier}/gi`);
    await follow(`${supplier}/gi/${scheme}`);
    await send(`post ${supplier}/gi/${scheme}`, supplier);
    assert.equal(await held(), 1);

    const contact = await newPage(browser, { ...fullmakt, width });
    await contact.goto(customer.link);
    await contact.goto("/fullmakt/konsumenter");
    const consumer = `/fullmakt/konsumenter/${customer.organisation}`;
    await tabTo(contact, (at) => at.what === consumer);
    await contact.keyboard.press("Enter");
    await contact.waitForURL((address) => address.pathname === consumer);
    await examine(contact);
    await contact.context().close();

    await follow(`${supplier}/fjern/${scheme}`);
    await send(`post ${supplier}/fjern/${scheme}`, supplier);
    assert.equal(await held(), 0);
    await follow(`${supplier}/slett`);
    await send(`post ${supplier}/slett`, "/fullmakt/leverandorer");
    await send("post /logg-ut", "/");
    await page.context().close();
  });
}
