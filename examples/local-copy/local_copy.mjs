#!/usr/bin/env node
// Keeps a local copy of the register of beneficial owners in step with the register.
//
//   npm install jose yauzl stream-json
//   node local_copy.mjs --base http://localhost:8080 --client CLIENT-ID --kid KID --key key.pem copy
//
// The first time the whole register is fetched; after that only what has changed. The copy is a directory with a JSON file for
// each company. It can be stopped at any moment: how far the change log has been read is stored after the changes themselves,
// so that nothing is lost; a change that is looked up twice does no harm.

import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { importPKCS8, SignJWT } from "jose";
import streamArray from "stream-json/streamers/stream-array.js";
import yauzl from "yauzl";

const LOOKUPS_AT_ONCE = 8;
const ATTEMPTS = 10;
const DAY = 24 * 60 * 60 * 1000;

/** The service said no, and asking again would not help. */
class Refused extends Error {}

/** Sends a request, again after a while when the service is busy or not to be reached. */
async function ask(url, request) {
  for (let attempt = 0; ; attempt += 1) {
    let seconds = 2 ** attempt;
    try {
      const answer = await fetch(url, request);
      if (![429, 503].includes(answer.status) || attempt === ATTEMPTS - 1) return answer;
      seconds = Number(answer.headers.get("retry-after")) || seconds;
      await answer.body?.cancel();
    } catch (error) {
      if (attempt === ATTEMPTS - 1) throw error;
    }
    await wait(Math.min(seconds, 60) * 1000);
  }
}

/** The register's API, with a token that is fetched anew when it runs out. */
class Register {
  constructor(options, key) {
    this.options = options;
    this.base = `${options.base.replace(/\/$/, "")}/api/oppslag/v1`;
    this.key = key;
    this.token = null;
  }

  async fetchToken() {
    const { issuer, client, scope, kid } = this.options;
    const customer = this.options["consumer-org"];
    const now = Math.floor(Date.now() / 1000);
    const claims = { aud: issuer, iss: client, scope, iat: now, exp: now + 60, jti: randomUUID(), ...(customer && { consumer_org: customer }) };
    const assertion = await new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid }).sign(this.key);
    const body = new URLSearchParams({ grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion });
    const answer = await ask(`${issuer}token`, { method: "POST", body });
    if (!answer.ok) throw new Refused(`no token: ${answer.status} ${await answer.text()}`);
    const { access_token: text, expires_in: seconds } = await answer.json();
    return { text, goodUntil: Date.now() + (seconds - 10) * 1000 };
  }

  /** The answer to GET; `null` when there is no such company. */
  async open(path, headers = {}) {
    for (let attempt = 1; ; attempt += 1) {
      // Those who come while a token is being fetched wait for the same one.
      const held = await this.token?.catch(() => null);
      if (!held || held.goodUntil <= Date.now()) this.token = this.fetchToken();
      const { text } = await this.token;
      const answer = await ask(this.base + path, { headers: { authorization: `Bearer ${text}`, "accept-language": "nob", ...headers } });
      if (answer.ok) return answer;
      if (answer.status === 404) return null;
      if (answer.status === 401 && attempt === 1) {
        // The token ended on the way, or its key was withdrawn: one more try with a new one.
        this.token = null;
        continue;
      }
      throw new Refused(`GET ${path}: ${answer.status} ${await answer.text()}`);
    }
  }

  async json(path) {
    const answer = await this.open(path);
    if (answer === null) throw new Refused(`GET ${path}: there is no such path`);
    return answer.json();
  }

  /** A company as the whole register's file has it: with its newest registration alone. */
  async company(number) {
    const answer = await this.open(`/virksomheter/${number}`);
    if (answer === null) return null;
    const company = await answer.json();
    company.registreringer = company.registreringer.filter((one) => one.erGjeldendeRegistrering);
    return company;
  }

  /** Writes the whole register's ZIP to `file`; a download that is cut goes on where it was. */
  async download(file) {
    let [etag, have] = [null, 0];
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const answer = await this.open("/virksomheter/totalbestand?format=json", etag ? { range: `bytes=${have}-`, "if-range": etag } : {});
      // The first answer, or there is a newer file by now: from the beginning.
      if (answer.status === 200) have = 0;
      etag = answer.headers.get("etag");
      const whole = have + Number(answer.headers.get("content-length"));
      // What came before a connection broke is kept.
      await pipeline(answer.body, createWriteStream(file, { flags: have ? "a" : "w" })).catch(() => {});
      have = (await stat(file)).size;
      if (have === whole) return;
    }
    throw new Refused(`totalbestand was cut ${ATTEMPTS} times`);
  }
}

/** The companies of the whole register's file, one after the other: the file is larger than memory may be. */
async function* companiesIn(file) {
  const archive = await yauzl.openPromise(file);
  for await (const entry of archive.eachEntry()) {
    const bytes = await archive.openReadStreamPromise(entry);
    const list = streamArray.withParserAsStream();
    bytes.on("error", (error) => list.destroy(error)).pipe(list);
    for await (const { value } of list) yield value;
  }
}

/** The local copy. */
class Copy {
  constructor(directory) {
    this.directory = directory;
  }

  path(number) {
    return join(this.directory, number.slice(0, 3), `${number}.json`);
  }

  /** Replaces a file, which is either the old one or the new one whatever happens. */
  async replace(path, text) {
    await mkdir(join(path, ".."), { recursive: true });
    await writeFile(`${path}.new`, text);
    await rename(`${path}.new`, path);
  }

  /** How far the change log has been read; `null` before the first time. */
  async sequence() {
    return readFile(join(this.directory, "sequence"), "utf8").catch((error) => {
      if (error.code === "ENOENT") return null;
      throw error;
    });
  }

  put(company) {
    return this.replace(this.path(company.organisasjonsnummer), JSON.stringify(company));
  }

  remove(number) {
    return rm(this.path(number), { force: true });
  }

  reached(sequence) {
    return this.replace(join(this.directory, "sequence"), String(sequence));
  }
}

/**
 * Fetches the whole register, and where to begin reading the change log: some days before the file was made, since a change
 * that is looked up twice does no harm, and one that is missed stays missed.
 */
async function begin(register, copy) {
  const daysAgo = new Date(Date.now() - 3 * DAY).toISOString();
  const { sekvensnummer } = await register.json(`/sekvensnummer?tidspunkt=${daysAgo}`);
  const scratch = await mkdtemp(join(tmpdir(), "local-copy-"));
  try {
    await register.download(join(scratch, "totalbestand.zip"));
    let count = 0;
    for await (const company of companiesIn(join(scratch, "totalbestand.zip"))) {
      await copy.put(company);
      count += 1;
    }
    await copy.reached(sekvensnummer);
    console.log(`${count} companies fetched; the change log begins after ${sekvensnummer}`);
  } finally {
    await rm(scratch, { recursive: true });
  }
}

/** Reads the change log to its end, and looks up every company that it names. */
async function follow(register, copy) {
  let seen = 0;
  for (;;) {
    const events = await register.json(`/endringslogg?sekvensnummer=${await copy.sequence()}`);
    if (events.length === 0) break;
    const numbers = [...new Set(events.map((event) => event.data.organisasjonsnummer))];
    const lookUp = async () => {
      for (let number = numbers.pop(); number; number = numbers.pop()) {
        const company = await register.company(number);
        await (company ? copy.put(company) : copy.remove(number));
      }
    };
    await Promise.all(Array.from({ length: LOOKUPS_AT_ONCE }, lookUp));
    await copy.reached(events.at(-1).id);
    seen += events.length;
  }
  console.log(`${seen} changes read; in step as of ${await copy.sequence()}`);
}

const text = (otherwise) => ({ type: "string", ...(otherwise && { default: otherwise }) });
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { base: text(), issuer: text(), client: text(), kid: text(), key: text(), scope: text("brreg:reelle/offentlig"), "consumer-org": text(), every: text() },
});
if (!options.base || !options.client || !options.kid || !options.key || positionals.length !== 1) {
  console.error("usage: node local_copy.mjs --base URL --client ID --kid KID --key FILE [--issuer URL] [--scope SCOPE] [--consumer-org NUMBER] [--every SECONDS] DIRECTORY");
  process.exit(2);
}
options.issuer ??= `${options.base.replace(/\/$/, "")}/`;
const register = new Register(options, await importPKCS8(await readFile(options.key, "utf8"), "RS256"));
const copy = new Copy(positionals[0]);
try {
  if ((await copy.sequence()) === null) await begin(register, copy);
  await follow(register, copy);
  while (options.every) {
    await wait(Number(options.every) * 1000);
    await follow(register, copy);
  }
} catch (error) {
  if (!(error instanceof Refused) && error.cause === undefined) throw error;
  console.error(error.message, error.cause ?? "");
  process.exit(1);
}
