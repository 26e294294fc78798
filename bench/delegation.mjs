// What a look-up and a delegation check cost, with few delegations in the world and with many.
// Usage: node bench/delegation.mjs PROGRAM SMALL LARGE PAIRS WORLD-OPTION SMALL-WORLD LARGE-WORLD, for instance
// `… 870 860000 200 --data /tmp/a /tmp/b`: makes two worlds whose customers all delegate to one vendor, serves both at once,
// and asks the same of either in turns, so that whatever else the machine does falls on both. Every pair is asked about once,
// by one kind of question, and comes from all over its world. CPU time is as program.mjs says.

import { createPrivateKey, randomUUID, sign } from "node:crypto";
import { execFileSync } from "node:child_process";
import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { childrenCpu, cpu, end, run as command, serve } from "./program.mjs";

const [program, small, large, pairsWanted, option, ...places] = process.argv.slice(2);
const pairs = Number(pairsWanted);
const WARM = 60; // on pairs that are not measured; more than a server has connections to its database
const VENDOR = "314208641";
const STRANGER = "312246538"; // has a client and no customer
const DIGDIR = "991825827";
const SCOPES = ["offentlig", "rapporteringspliktig", "rapporteringspliktig.begrenset", "media", "sivilsamfunnsorganisasjon", "hoeyereutdanningsinstitusjon"];
const ALLOWED = 1.2;

const scratch = mkdtempSync(join(tmpdir(), "fullmakt-bench-"));
const run = (...words) => command(program, ...words);

function client(world, organisation, name) {
  const key = join(scratch, `${name}.pem`);
  const scopes = SCOPES.flatMap((scope) => ["--scope", `brreg:reelle/${scope}`]);
  const made = JSON.parse(run("client", "new", "--org", organisation, "--name", "Måling", ...scopes, "--make-key", key, "--json", ...world));
  return { id: made.client_id, kid: made.kid, key: createPrivateKey(readFileSync(key)) };
}

// As many customers as are wanted, from all over the file, and how many delegations it tells of.
async function sample(file, lines, wanted) {
  const taken = [];
  let [at, delegations] = [0, 0];
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const customer = JSON.parse(line);
    delegations += customer.schemes.length;
    if (Math.floor((at * wanted) / lines) >= taken.length && taken.length < wanted) taken.push(customer);
    at += 1;
  }
  return { taken, delegations };
}

async function prepare(place, customers, name) {
  const world = [option, place];
  const file = join(scratch, `${name}.json`);
  const organisation = [VENDOR, STRANGER].map((number) => ({ number, name: `Rolig Måke ${number} AS` }));
  writeFileSync(file, JSON.stringify({ organisation }));
  run("world", "load", file, ...world);
  const list = join(scratch, `${name}.jsonl`);
  const began = childrenCpu();
  const rehearsal = ["world", "rehearse", "--vendor", VENDOR, "--customers", customers, "--json", ...world];
  const made = JSON.parse(run(...rehearsal));
  const spent = childrenCpu() - began;
  console.log(`${String(made.made.customers).padStart(9)} customers made in ${made.seconds.toFixed(1)} s, ${spent.toFixed(1)} CPU s: ${Math.round(made.made.customers / spent)} customers/CPU s`);
  const again = JSON.parse(run(...rehearsal, "--list", list));
  if (again.made.customers !== 0 || again.there !== Number(customers)) throw new Error("a second rehearsal made something new");
  const { taken, delegations } = await sample(list, Number(customers), WARM + kinds.length * pairs);
  rmSync(list);
  return { world, delegations, customers: taken, vendor: client(world, VENDOR, `${name}-vendor`), stranger: client(world, STRANGER, `${name}-stranger`) };
}

async function get(url, token) {
  const answer = await fetch(url, { headers: token ? { authorization: `Bearer ${token}` } : {} });
  return { status: answer.status, text: await answer.text() };
}

const base64 = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
function assertion(world, { id, kid, key }, customer) {
  const now = Math.floor(Date.now() / 1000);
  const claims = { aud: `${world.url}/`, iss: id, scope: customer.scopes[0], consumer_org: customer.number, iat: now, exp: now + 100, jti: randomUUID() };
  const input = `${base64({ alg: "RS256", kid })}.${base64(claims)}`;
  return new URLSearchParams({ grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion: `${input}.${sign("sha256", Buffer.from(input), key).toString("base64url")}` });
}

// Each kind of question: what is made before the watch starts, what is asked, and what the answer must be.
const kinds = [
  {
    name: "look-up for Maskinporten",
    ready: (world) => world.admin,
    ask: (world, { number, scopes }, token) => get(`${world.url}/accessmanagement/api/v1/maskinporten/delegations?consumerOrg=${number}&supplierOrg=${VENDOR}&scope=${encodeURIComponent(scopes[0])}`, token),
    good: ({ status, text }, { number }) => status === 200 && JSON.parse(text).some((found) => found.consumer_org === number),
  },
  {
    name: "delegationcheck of Altinn",
    ready: async (world, { person }) => (await get(`${world.url}/api/GetPersonalToken?env=tt02&ttl=86400&pid=${person}`)).text,
    ask: (world, { party_uuid: party, schemes }, token) => get(`${world.url}/accessmanagement/api/v1/enduser/maskinportensuppliers/resources/delegationcheck?party=${party}&resource=${schemes[0]}`, token),
    good: ({ status, text }) => status === 200 && JSON.parse(text).rights.every(({ result }) => result),
  },
  {
    name: "token that is given",
    ready: (world, customer) => assertion(world, world.vendor, customer),
    ask: async (world, _customer, body) => {
      const answer = await fetch(`${world.url}/token`, { method: "POST", body });
      return { status: answer.status, text: await answer.text() };
    },
    good: ({ status, text }) => status === 200 && JSON.parse(text).access_token,
  },
  {
    name: "token that is refused",
    ready: (world, customer) => assertion(world, world.stranger, customer),
    ask: async (world, _customer, body) => {
      const answer = await fetch(`${world.url}/token`, { method: "POST", body });
      return { status: answer.status, text: await answer.text() };
    },
    good: ({ status, text }) => status === 400 && JSON.parse(text).error_uri.endsWith("MP-251"),
  },
];

async function measure(kind, worlds, first) {
  const asked = worlds.map(({ customers }) => [...customers.slice(0, WARM), ...customers.slice(first, first + pairs)]);
  const made = await Promise.all(worlds.map(async (world, at) => {
    const all = [];
    for (const customer of asked[at]) all.push(await kind.ready(world, customer));
    return all;
  }));
  const times = worlds.map(() => []);
  let before = [];
  for (let pair = 0; pair < WARM + pairs; pair += 1) {
    if (pair === WARM) before = worlds.map(cpu);
    // Whoever comes first changes from pair to pair.
    for (const at of pair % 2 === 0 ? [0, 1] : [1, 0]) {
      const began = performance.now();
      const answer = await kind.ask(worlds[at], asked[at][pair], made[at][pair]);
      const took = performance.now() - began;
      if (!kind.good(answer, asked[at][pair])) throw new Error(`${kind.name}: ${answer.status} ${answer.text}`);
      if (pair >= WARM) times[at].push(took);
    }
  }
  const spent = worlds.map((world, at) => ((cpu(world) - before[at]) / pairs) * 1000);
  const medians = times.map((all) => all.sort((a, b) => a - b)[Math.floor(all.length / 2)]);
  const [median, work] = [medians[1] / medians[0], spent[1] / spent[0]];
  const cell = (value) => `${value.toFixed(3).padStart(8)} ms`;
  console.log(`${kind.name.padEnd(26)} median ${cell(medians[0])} ${cell(medians[1])} ratio ${median.toFixed(2)}   CPU ${cell(spent[0])} ${cell(spent[1])} ratio ${work.toFixed(2)}`);
  return median;
}

const running = [];
try {
  const prepared = [await prepare(places[0], small, "small"), await prepare(places[1], large, "large")];
  // What a database does by itself after so much was written, PostgreSQL's vacuum, is done before and not meanwhile.
  if (process.env.SETTLE) execFileSync("sh", ["-c", process.env.SETTLE]);
  for (const one of prepared) running.push({ ...one, ...(await serve(program, one.world)) });
  for (const world of running) {
    const asked = `${world.url}/api/GetEnterpriseToken?env=tt02&ttl=86400&orgNo=${DIGDIR}&scopes=altinn:maskinporten/delegations.admin`;
    world.admin = (await get(asked)).text;
  }
  const [few, many] = running.map(({ delegations }) => delegations);
  console.log(`${pairs} cold pairs for each question; the first figure with ${few} delegations in the world, the second with ${many}`);
  let worst = 0;
  for (const [at, kind] of kinds.entries()) worst = Math.max(worst, await measure(kind, running, WARM + at * pairs));
  console.log(`worst ratio of medians ${worst.toFixed(2)}, allowed ${ALLOWED}`);
  if (worst >= ALLOWED) process.exitCode = 1;
} finally {
  for (const world of running) await end(world);
  rmSync(scratch, { recursive: true });
}
