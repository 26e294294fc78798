// The guide to delegation (docs/delegation.md and its two translations) held against the portal: each language's guide is
// walked in a browser, every label that the guide prints in bold must stand on a page of the walk, and the guide's pictures
// must still look like those pages. `make guide` takes the pictures anew.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { examine, LANGUAGES, newPage, startBrowser, startFullmakt } from "./harness.mjs";

const docs = join(dirname(fileURLToPath(import.meta.url)), "../../docs");
const takeAnew = process.env.UPDATE_PICTURES === "1";

// Plainly made up, and the same each time: they stand in the pictures.
const CUSTOMER = { number: "313513408", person: "05910298382" };
const VENDOR = { number: "314208641", person: "12859030007" };
const WORLD = `
organisation = [{ number = "${CUSTOMER.number}", name = "Lystig Elg AS" }, { number = "${VENDOR.number}", name = "Rolig Måke AS" }]
grant = [{ scope = "brreg:reelle/rapporteringspliktig", organisation = "${CUSTOMER.number}" }]

[[person]]
number = "${CUSTOMER.person}"
name = "Modig Murstein"
customer = "${CUSTOMER.number}"
roles = [{ organisation = "${CUSTOMER.number}", role = "DAGL" }]

[[person]]
number = "${VENDOR.person}"
name = "Sindig Sykkel"
customer = "${VENDOR.number}"
roles = [{ organisation = "${VENDOR.number}", role = "DAGL" }]
`;

/** How different two pictures may be, in per cent of their area: another version of the browser draws edges otherwise. */
const TOLERANCE = 1;

let browser;

before(async () => {
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
});

const guideOf = (language) => join(docs, language === "en" ? "delegation.md" : `delegation.${language}.md`);

/** The share of the area, in per cent, in which two pictures differ to the eye. Both are looked at from a distance first. */
function difference(page, one, other) {
  return page.evaluate(
    async ([one, other]) => {
      const drawn = async (base64) => {
        const image = new Image();
        image.src = `data:image/png;base64,${base64}`;
        await image.decode();
        return image;
      };
      const [a, b] = await Promise.all([drawn(one), drawn(other)]);
      if (Math.abs(a.width - b.width) > 4 || Math.abs(a.height - b.height) > 4) return 100;
      const [width, height] = [Math.ceil(a.width / 4), Math.ceil(a.height / 4)];
      const pixels = (image) => {
        const context = new OffscreenCanvas(width, height).getContext("2d");
        context.imageSmoothingQuality = "high";
        context.drawImage(image, 0, 0, width, height);
        return context.getImageData(0, 0, width, height).data;
      };
      const [before, now] = [pixels(a), pixels(b)];
      let different = 0;
      for (let at = 0; at < before.length; at += 4) {
        if ([0, 1, 2].some((channel) => Math.abs(before[at + channel] - now[at + channel]) > 40)) different += 1;
      }
      return (100 * different) / (width * height);
    },
    [one.toString("base64"), other.toString("base64")],
  );
}

/** What differs from run to run, dates and the address, is made the same before a picture is taken. */
async function withoutWhatPasses(page) {
  await page.evaluate((origin) => {
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      node.data = node.data
        .replace(/\d{1,2}\.\d{1,2}\.20\d\d(,| kl\.) \d\d([.:])\d\d/g, "01.12.2026$1 10$200")
        .replaceAll(origin, "https://fullmakt.example");
    }
  }, new URL(page.url()).origin);
}

/** The walk through one language's guide: what was to be read on its pages, and its pictures. */
async function walk(language) {
  const fullmakt = await startFullmakt({ worldFile: WORLD });
  const page = await newPage(browser, { ...fullmakt, language, width: 960 });
  const read = [];
  const pictures = new Map();
  const look = async () => {
    await examine(page);
    read.push(await page.locator("body").innerText());
    read.push(...(await page.locator("option").allInnerTexts()));
  };
  const picture = async (name) => {
    await look();
    await withoutWhatPasses(page);
    pictures.set(name, await page.locator("main").screenshot({ animations: "disabled" }));
  };
  const press = (selector) => page.locator(`main ${selector}`).first().click();
  const logIn = async ({ person, number }, taking) => {
    await page.goto("/fullmakt");
    await page.locator("#nummer").fill(person);
    if (taking) await picture("login");
    await press("form button");
    if (taking) await picture("choose");
    await press(`form:has(input[value='${number}']) button`);
  };
  const supplier = `/fullmakt/leverandorer/${VENDOR.number}`;
  try {
    await page.goto(`/?sprak=${language}`);
    await logIn(CUSTOMER, true);
    await look();
    await press("a[href='/fullmakt/leverandorer/ny']");
    for (const number of ["910049356", VENDOR.number]) {
      await page.locator("#orgnr").fill(number);
      await press("form button");
      await look();
    }
    await picture("add");
    await press("form[method='post'] button");
    await look();
    await press(`a[href='${supplier}/gi']`);
    await page.locator("#sok").fill("reelle");
    await press("form button");
    await picture("find");
    await page.goto(`${supplier}/gi/brreg-reelle-offentlig`);
    await picture("warning");
    await page.goto(`${supplier}/gi/brreg-reelle-rapporteringspliktig`);
    await picture("scheme");
    await press("form[method='post'] button");
    await picture("given");
    await press(`a[href='${supplier}/fjern/brreg-reelle-rapporteringspliktig']`);
    await picture("withdraw");

    await page.locator("form[action='/logg-ut'] button").click();
    await logIn(VENDOR, false);
    await page.goto("/fullmakt/konsumenter");
    await page.locator("input[name='skjema'][value='brreg-reelle-rapporteringspliktig']").check();
    await press("form[method='get'] button");
    await picture("ask");
    await press(`a[href='/fullmakt/konsumenter/${CUSTOMER.number}']`);
    await picture("consumer");
    await press(`a[href$='/fjern/brreg-reelle-rapporteringspliktig']`);
    await look();
  } finally {
    await page.context().close();
    await fullmakt.stop();
  }
  return { read: read.join("\n"), pictures };
}

for (const language of LANGUAGES) {
  test(`the guide in ${language} shows the portal as it is`, async () => {
    const guide = await readFile(guideOf(language), "utf8");
    const { read, pictures } = await walk(language);
    const flat = (text) => text.replace(/\u00ad/g, "").replace(/\s+/g, " ");
    const labels = [...guide.matchAll(/\*\*([^*]+)\*\*/g)].map(([, label]) => label);
    assert.ok(labels.length >= 10, "the guide prints the portal's labels in bold");
    const gone = labels.filter((label) => !flat(read).includes(flat(label)));
    assert.deepEqual(gone, [], `labels that ${guideOf(language)} prints and no page of the walk shows`);

    const folder = join(docs, "pictures/delegation", language);
    const shown = [...guide.matchAll(/!\[[^\]]+\]\(pictures\/delegation\/(\w+)\/([\w-]+)\.png\)/g)];
    assert.deepEqual(shown.map(([, , name]) => name).sort(), [...pictures.keys()].sort(), "the guide shows each picture once");
    assert.ok(shown.every(([, folder]) => folder === language), "a guide shows its own language");
    if (takeAnew) await mkdir(folder, { recursive: true });
    const stale = [];
    const page = await browser.newPage();
    for (const [name, picture] of pictures) {
      const file = join(folder, `${name}.png`);
      const kept = await readFile(file).catch(() => undefined);
      const differs = kept ? await difference(page, kept, picture) : 100;
      if (differs <= TOLERANCE) continue;
      if (takeAnew) await writeFile(file, picture);
      else stale.push(`${file}: ${differs.toFixed(1)} % differ`);
    }
    await page.close();
    assert.deepEqual(stale, [], "pictures that the portal no longer looks like; take them anew with `make guide` and look at them");
    const kept = (await readdir(folder)).sort();
    assert.deepEqual(kept, [...pictures.keys()].map((name) => `${name}.png`).sort(), "no picture is kept that nobody shows");
  });
}
