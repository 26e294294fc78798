// What every journey needs: a Fullmakt of its own with an empty world, a Chromium with a fresh profile, and the checks
// that hold on every page. Nothing here waits by the clock; Playwright waits for what is to be seen.

import { execFile, spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");
const pictures = join(root, "test-results");
const axeSource = await readFile(join(here, "node_modules/axe-core/axe.min.js"), "utf8");

/** The widths every page is looked at: a phone and a desk. */
export const WIDTHS = { phone: 390, desk: 1280 };
export const LANGUAGES = ["nb", "nn", "en"];

/**
 * Starts the program and resolves when it has said where it listens. `facts` is the line it prints for programs:
 * `url`, `smtp`, `handler_link`. `worldFile` is the text of a world file that is loaded first. Always end with `stop()`.
 */
export async function startFullmakt({ args = [], environment = {}, worldFile } = {}) {
  const world = await mkdtemp(join(tmpdir(), "fullmakt-browser-"));
  const program = process.env.FULLMAKT_BIN ?? join(root, "target/debug/fullmakt");
  if (worldFile) {
    const file = join(world, "world.toml");
    await writeFile(file, worldFile);
    await promisify(execFile)(program, ["world", "load", file, "--data", world]);
  }
  const child = spawn(program, ["serve", "--data", world, "--listen", "127.0.0.1:0", "--smtp-listen", "127.0.0.1:0", "--json", ...args], {
    env: { ...process.env, RUST_LOG: "warn", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const log = [];
  createInterface({ input: child.stderr }).on("line", (line) => log.push(line));
  const ended = new Promise((resolve) => child.on("close", (code) => resolve(code)));
  const facts = await new Promise((resolve, reject) => {
    child.on("error", (error) => reject(new Error(`${program} could not be started (${error.message}); build it with: cargo build`)));
    ended.then((code) => reject(new Error(`${program} ended with ${code}:\n${log.join("\n")}`)));
    createInterface({ input: child.stdout }).once("line", (line) => {
      try {
        resolve(JSON.parse(line));
      } catch (error) {
        reject(new Error(`its first line should be JSON: ${line} (${error.message})`));
      }
    });
  }).catch(async (error) => {
    child.kill("SIGKILL");
    await rm(world, { recursive: true, force: true });
    throw error;
  });
  return {
    ...facts,
    log,
    async stop() {
      child.kill("SIGTERM");
      const code = await ended;
      await rm(world, { recursive: true, force: true });
      assert.equal(code, 0, `the program should end well when told to stop:\n${log.join("\n")}`);
      const panics = log.filter((line) => line.includes("panicked"));
      assert.deepEqual(panics, [], "nothing may panic");
    },
  };
}

/** A Chromium with a fresh profile that reports to nobody. */
export function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-dev-shm-usage",
    ],
  });
}

/**
 * A page of its own session. Whatever it asks of another host is stopped and remembered, and so is every message of the
 * console that a visitor should never cause (a blocked script, a missing file, an exception).
 */
export async function newPage(browser, { url, width = WIDTHS.desk, language = "nb", ...options } = {}) {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height: 844 },
    locale: { nb: "nb-NO", nn: "nn-NO", en: "en-GB" }[language],
    reducedMotion: "reduce",
    ...options,
  });
  const faults = [];
  await context.route(
    (address) => !["data:", "blob:"].includes(address.protocol) && address.origin !== new URL(url).origin,
    (route) => {
      faults.push(`the page asked another host: ${route.request().url()}`);
      return route.abort();
    },
  );
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(`exception: ${error.message}`));
  page.on("console", (message) => {
    // A page that answers 404 on purpose is logged as an error by the browser; the tests look at the status themselves.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) faults.push(message.text());
  });
  page.on("response", (response) => {
    if (response.status() >= 400 && response.request().resourceType() !== "document") {
      faults.push(`${response.status()} ${response.url()}`);
    }
  });
  page.faults = faults;
  return page;
}

/**
 * Presses a button that sends a form, and waits for the page that it leads to: whoever asks for another address before that
 * takes back what was sent.
 */
export async function send(page, button) {
  const target = typeof button === "string" ? page.locator(button) : button;
  await Promise.all([page.waitForEvent("domcontentloaded"), target.click()]);
}

/**
 * What holds on every page: WCAG 2.1 AA as far as axe can tell (nothing serious or critical), one h1, a title, the
 * language said, nothing wider than the window, no fault in the console.
 */
export async function examine(page) {
  const where = page.url();
  await page.evaluate(axeSource);
  const found = await page.evaluate(() =>
    globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }),
  );
  const serious = found.violations
    .filter((violation) => ["serious", "critical"].includes(violation.impact))
    .map((violation) => `${violation.id} (${violation.impact}): ${violation.help}: ${violation.nodes.map((node) => node.target).join(", ")}`);
  assert.deepEqual(serious, [], `axe on ${where}`);

  const facts = await page.evaluate(() => ({
    headings: document.querySelectorAll("h1").length,
    title: document.title,
    language: document.documentElement.lang,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  }));
  assert.equal(facts.headings, 1, `${where} should have one h1`);
  assert.match(facts.title, /\S.* – Fullmakt$/, `${where} should have a title`);
  assert.ok(LANGUAGES.includes(facts.language), `${where} should say its language`);
  assert.ok(facts.overflow <= 0, `${where} is ${facts.overflow} px wider than the window`);
  assert.deepEqual(page.faults, [], `${where} should cause no fault`);
}

/** Pictures of the page at both widths, `test-results/NAME-390.png` and `test-results/NAME-1280.png`; leaves the width as it was. */
export async function screenshot(page, name) {
  await mkdir(pictures, { recursive: true });
  const before = page.viewportSize();
  for (const width of Object.values(WIDTHS)) {
    await page.setViewportSize({ width, height: 844 });
    await page.screenshot({ path: join(pictures, `${name}-${width}.png`), fullPage: true, animations: "disabled" });
  }
  await page.setViewportSize(before);
}

/** The page at both widths, examined and pictured. */
export async function lookAt(page, name) {
  const before = page.viewportSize();
  for (const width of Object.values(WIDTHS)) {
    await page.setViewportSize({ width, height: 844 });
    await examine(page);
  }
  await page.setViewportSize(before);
  await screenshot(page, name);
}

/** What has the focus: its id, address or words; the form it sends, when it is a button; and whether it is to be seen. */
export const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (element === document.body) return {};
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return {
      what: element.id || element.getAttribute("href") || element.textContent.trim(),
      text: element.textContent.trim(),
      sends: element.type === "submit" ? `${element.form.method} ${element.form.getAttribute("action")}` : undefined,
      seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
      outlined: style.outlineStyle !== "none" || style.boxShadow !== "none",
    };
  });

/** Presses Tab until the focus is at something that `fits`; everything on the way must be to be seen. */
export async function tabTo(page, fits) {
  const way = [];
  for (let step = 0; step < 120; step += 1) {
    await page.keyboard.press("Tab");
    const at = await focused(page);
    if (at.what === undefined) break; // all the way round
    way.push(at.what);
    assert.ok(at.seen && at.outlined, `the focus is to be seen at ${JSON.stringify(at)}`);
    if (fits(at)) return at;
  }
  return assert.fail(`never reached; the way was ${way.join(" → ")}`);
}
