// What a look-up in the register costs, with few companies in it and with many, and what the file of the whole costs.
// Usage: node bench/register.mjs PROGRAM SMALL LARGE WORLD-OPTION SMALL-WORLD LARGE-WORLD, for instance
// `… 10000 1000000 --data /tmp/a /tmp/b`: makes two worlds with a population of so many companies, serves both at once, and
// asks the same of either in turns, so that whatever else the machine does falls on both. Companies asked for come from all
// over the world, have three owners and one registration. CPU time is as program.mjs says.
//
// SEED=1 of the population, ROUNDS=5, CONNECTIONS=64, JSON=FILE, SNAPSHOT=no to leave the file of the whole out;
// LOOKUPS=20000 in each round with tokens that are remembered, TOKENS=4000 with a token each that was never seen.

import { createPrivateKey, randomUUID, sign } from "node:crypto";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { childrenCpu, cpu, end, env, run as command, serve } from "./program.mjs";

const [program, small, large, option, ...places] = process.argv.slice(2);
const setting = (name, otherwise) => Number(process.env[name] ?? otherwise);
const [lookups, fresh, rounds, connections] = [setting("LOOKUPS", 20000), setting("TOKENS", 4000), setting("ROUNDS", 5), setting("CONNECTIONS", 64)];
const VENDOR = "314208641";
const SCOPE = "brreg:reelle/offentlig";
const REMEMBERED = 20;
const SAMPLED = 20; // pieces of the change log that companies are taken from

const scratch = mkdtempSync(join(tmpdir(), "fullmakt-bench-"));
const run = (...words) => command(program, ...words);
const middle = (all) => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)];
const whole = (value) => Math.round(value).toString().replace(/\B(?=(\d{3})+$)/g, " ");

const inMemory = (pid, name) => {
  try {
    return Number(readFileSync(`/proc/${pid}/status`, "utf8").match(new RegExp(`${name}:\\s+(\\d+) kB`))[1]) / 1024;
  } catch {
    return 0; // it has just ended
  }
};

// A command's answer, its CPU seconds, and the most that it had in memory, in MB, as far as was seen.
async function costly(...words) {
  const before = childrenCpu();
  const child = spawn(program, words, { env, stdio: ["ignore", "pipe", "inherit"] });
  let [text, peak] = ["", 0];
  child.stdout.on("data", (piece) => (text += piece));
  const watch = setInterval(() => (peak = Math.max(peak, inMemory(child.pid, "VmHWM"))), 20);
  const [code] = await once(child, "close");
  clearInterval(watch);
  if (code !== 0) throw new Error(`${words.join(" ")} ended with ${code}`);
  return { ...JSON.parse(text), cpu: childrenCpu() - before, peak };
}

async function prepare(place, size, name) {
  const world = [option, place];
  const made = await costly("population", "make", "--size", size, "--seed", String(setting("SEED", 1)), "--json", ...world);
  if (made.made > 0) console.log(`${name}: ${whole(made.made)} companies made in ${made.seconds.toFixed(1)} s, ${made.cpu.toFixed(1)} CPU s, ${made.peak.toFixed(0)} MB at most`);
  const file = join(scratch, `${name}.json`);
  writeFileSync(file, JSON.stringify({ organisation: [{ number: VENDOR, name: "Rolig Måke AS" }], grant: [{ scope: SCOPE, organisation: VENDOR }] }));
  run("world", "load", file, ...world);
  const key = join(scratch, `${name}.pem`);
  const client = JSON.parse(run("client", "new", "--org", VENDOR, "--name", "Måling", "--scope", SCOPE, "--make-key", key, "--json", ...world));
  return { name, world, id: client.client_id, kid: client.kid, key: createPrivateKey(readFileSync(key)) };
}

// Sends the requests over `connections` connections, each the next when it has its answer, and gives the bodies to `take`.
async function fire({ host }, requests, take) {
  let next = 0;
  const one = async () => {
    const socket = connect({ host: host.hostname, port: host.port, noDelay: true });
    await once(socket, "connect");
    await new Promise((resolve, reject) => {
      let [read, current] = [Buffer.alloc(0), -1];
      const send = () => {
        current = next++;
        if (current >= requests.length) return resolve();
        socket.write(requests[current]);
      };
      socket.on("error", reject).on("close", () => reject(new Error("the server closed a connection")));
      socket.on("data", (piece) => {
        read = read.length === 0 ? piece : Buffer.concat([read, piece]);
        const end = read.indexOf("\r\n\r\n");
        if (end < 0) return;
        const head = read.toString("latin1", 0, end);
        const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN);
        if (Number.isNaN(length)) return reject(new Error(`an answer does not say how long it is: ${head}`));
        if (read.length < end + 4 + length) return;
        const status = Number(head.slice(9, 12));
        if (status !== 200) return reject(new Error(`${head}\n${read.toString("utf8", end + 4)}`));
        take?.(read.subarray(end + 4, end + 4 + length), current);
        read = Buffer.alloc(0);
        send();
      });
      send();
    });
    socket.removeAllListeners("close").destroy();
  };
  await Promise.all(Array.from({ length: connections }, one));
}

const get = ({ host }, path, token) => Buffer.from(`GET ${path} HTTP/1.1\r\nhost: ${host.host}\r\nauthorization: Bearer ${token}\r\n\r\n`);
const base64 = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

async function tokens(world, count) {
  const requests = Array.from({ length: count }, () => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { aud: `${world.url}/`, iss: world.id, scope: SCOPE, iat: now, exp: now + 100, jti: randomUUID() };
    const input = `${base64({ alg: "RS256", kid: world.kid })}.${base64(claims)}`;
    const assertion = `${input}.${sign("sha256", Buffer.from(input), world.key).toString("base64url")}`;
    const body = new URLSearchParams({ grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion }).toString();
    return Buffer.from(`POST /token HTTP/1.1\r\nhost: ${world.host.host}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
  });
  const all = [];
  await fire(world, requests, (body) => all.push(JSON.parse(body).access_token));
  return all;
}

// Companies with three owners and one registration, from all over the change log.
async function companies(world, token) {
  const last = Number(JSON.parse(run("population", "show", "--json", ...world.world)).sequence);
  const pieces = Array.from({ length: SAMPLED }, (_, at) => get(world, `/api/oppslag/v1/endringslogg?sekvensnummer=${Math.floor((at * last) / SAMPLED)}`, token));
  const numbers = new Set();
  await fire(world, pieces, (body) => JSON.parse(body).forEach((event) => numbers.add(event.subject)));
  const all = [...numbers];
  const found = [];
  let bytes = 0;
  await fire(world, all.map((number) => get(world, `/api/oppslag/v1/virksomheter/${number}`, token)), (body, at) => {
    const { registreringer: registrations } = JSON.parse(body);
    if (registrations.length !== 1 || registrations[0].reelleRettighetshavere?.length !== 3) return;
    found.push(all[at]);
    bytes += body.length;
  });
  if (found.length < 50) throw new Error(`only ${found.length} companies with three owners among ${all.length}`);
  console.log(`${world.name}: ${found.length} companies with three owners among ${all.length}, ${Math.round(bytes / found.length)} bytes each`);
  return found;
}

// Microseconds of CPU time for each look-up.
async function stretch(world, count, held) {
  const asked = Array.from({ length: count }, (_, at) => get(world, `/api/oppslag/v1/virksomheter/${world.companies[at % world.companies.length]}`, held[at % held.length]));
  const [before, began] = [cpu(world), performance.now()];
  await fire(world, asked);
  const seconds = (performance.now() - began) / 1000;
  return { each: ((cpu(world) - before) / count) * 1e6, rate: count / seconds };
}

const running = [];
const told = { option, small: Number(small), large: Number(large), rounds, lookups, fresh, worlds: [] };
try {
  const prepared = [await prepare(places[0], small, "small"), await prepare(places[1], large, "large")];
  // What a database does by itself after so much was written, PostgreSQL's vacuum, is done before and not meanwhile.
  if (process.env.SETTLE) execFileSync("sh", ["-c", process.env.SETTLE]);
  for (const one of process.env.SNAPSHOT === "no" ? [] : prepared) {
    const snapshot = await costly("register", "snapshot", "--json", ...one.world);
    const [json, speed] = [snapshot.json_bytes / 1e6, snapshot.json_bytes / 1e6 / snapshot.cpu];
    console.log(`${one.name}: the whole register, ${whole(snapshot.companies)} companies, ${json.toFixed(1)} MB of JSON in a ZIP of ${(snapshot.zip_bytes / 1e6).toFixed(1)} MB, ${snapshot.seconds.toFixed(1)} s, ${snapshot.cpu.toFixed(1)} CPU s: ${speed.toFixed(0)} MB/CPU s, ${snapshot.peak.toFixed(0)} MB of memory at most`);
    told.worlds.push({ name: one.name, companies: snapshot.companies, json_mb: json, mb_per_cpu_second: speed, snapshot_memory_mb: snapshot.peak });
  }
  for (const one of prepared) {
    const served = await serve(program, one.world);
    running.push({ ...one, ...served, host: new URL(served.url) });
  }
  for (const world of running) {
    const [token, ...others] = await tokens(world, REMEMBERED);
    world.companies = await companies(world, token);
    await stretch(world, lookups, others);
  }
  const all = running.map(() => ({ remembered: [], fresh: [], rate: [] }));
  for (let round = 0; round < rounds; round += 1) {
    // Whoever comes first changes from round to round.
    for (const at of round % 2 === 0 ? [0, 1] : [1, 0]) {
      const world = running[at];
      // A token runs out after two minutes; these are remembered after their first call.
      const remembered = await tokens(world, REMEMBERED);
      await stretch(world, REMEMBERED * 10, remembered);
      const { each, rate } = await stretch(world, lookups, remembered);
      all[at].remembered.push(each);
      all[at].rate.push(rate);
      const unseen = await tokens(world, fresh);
      all[at].fresh.push((await stretch(world, fresh, unseen)).each);
    }
  }
  for (const [at, world] of running.entries()) {
    const figures = { remembered: middle(all[at].remembered), fresh: middle(all[at].fresh), rate: middle(all[at].rate), resident: inMemory(world.server.pid, "VmRSS") };
    told.worlds[at] = { ...told.worlds[at], name: world.name, ...figures, rounds: all[at] };
    console.log(`${world.name}: ${whole(1e6 / figures.remembered)} look-ups for each CPU second with tokens that are remembered (${figures.remembered.toFixed(1)} µs), ${whole(1e6 / figures.fresh)} with tokens never seen (${figures.fresh.toFixed(1)} µs); ${whole(figures.rate)} in a second beside the load generator, ${figures.resident.toFixed(0)} MB resident`);
  }
  const ratio = middle(all[1].remembered.map((each, round) => each / all[0].remembered[round]));
  console.log(`CPU time of a look-up with ${whole(Number(large))} companies, of that with ${whole(Number(small))}: ${ratio.toFixed(3)} (median of ${rounds} rounds)`);
  told.ratio = ratio;
  if (process.env.JSON) writeFileSync(process.env.JSON, `${JSON.stringify(told, null, 1)}\n`);
} finally {
  for (const world of running) await end(world);
  rmSync(scratch, { recursive: true });
}
