// Orders per CPU-second of the server's process, by mail and by API, and of what follows an approval.
// Usage: node bench/orders.mjs PROGRAM ORDERS ROUNDS ARGUMENT…: starts `PROGRAM serve ARGUMENT…` on a world of its own, and in each
// round places ORDERS orders by API, as many by mail, and approves as many at the desk. A part ends when nothing is left to do:
// every order is stored, read and has its receipt in the built-in mailbox; every approved one is carried out and confirmed.
// CPU time is the operating system's own accounting (/proc/PID/stat, user and system); wall time depends on the machine's others.

import { spawn, execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createConnection } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";

const [program, wanted, roundsWanted, ...rest] = process.argv.slice(2);
const orders = Number(wanted);
const rounds = Number(roundsWanted);
const TICKS = 100; // USER_HZ on Linux
const AT_ONCE = 8;
const PER_CONNECTION = 25;
const VENDOR = { number: "910049356", name: "Sprek Maur AS" };

const env = {
  ...process.env,
  FULLMAKT_RESOLVER: "off",
  FULLMAKT_ORDERS_PER_HOUR: "1000000",
  FULLMAKT_SMTP_MESSAGES_PER_ADDRESS: "10000000",
  FULLMAKT_SMTP_MESSAGES_PER_SENDER: "10000000",
  RUST_LOG: "warn",
};
const server = spawn(program, ["serve", "--listen", "127.0.0.1:0", "--smtp-listen", "127.0.0.1:0", "--json", ...rest], { env, stdio: ["ignore", "pipe", "inherit"] });
const [line] = await once(server.stdout, "data");
const { url, smtp, handler_link: loginLink } = JSON.parse(line.toString());
const [smtpHost, smtpPort] = smtp.split(":");
const key = execFileSync(program, ["order", "api-key", "--org", VENDOR.number, ...rest], { env }).toString().match(/\S{20,}/)[0];

const cpu = () => {
  const fields = readFileSync(`/proc/${server.pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
};
const peak = () => Number(readFileSync(`/proc/${server.pid}/status`, "utf8").match(/VmHWM:\s+(\d+)/)[1]) / 1024;

// The sums of /metrics, by name and label.
async function metrics() {
  const text = await (await fetch(`${url}/metrics`)).text();
  return (name, label) => Number(text.match(new RegExp(`^fullmakt_${name}\\{[^}]*"${label}"[^}]*\\} (\\d+)`, "m"))?.[1] ?? 0);
}

async function quiet(states) {
  for (;;) {
    const of = await metrics();
    if (of("jobs", "failed") > 0) throw new Error("a job was given up");
    const there = Object.entries(states).every(([state, number]) => of("orders", state) === number);
    if (there && of("jobs", "waiting") === 0 && of("letters", "waiting") === 0) return;
    await pause(250);
  }
}

// AT_ONCE workers share the numbers from `first`.
async function shared(first, work) {
  let next = first;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < first + orders) await work(() => (next < first + orders ? next++ : undefined));
    }),
  );
}

async function byApi(first) {
  await shared(first, async (take) => {
    const number = take();
    const contact = { name: "Kari Oppdiktet", email: `kari${number}@leverandor.example`, phone: "22334455" };
    const body = { kind: "fictional_customer", notice: true, wants_fictional_customer: true, vendor: { ...VENDOR, contact } };
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json", "idempotency-key": `bench-${number}` };
    const answer = await fetch(`${url}/api/fullmakt/v1/orders`, { method: "POST", headers, body: JSON.stringify(body) });
    const text = await answer.text();
    if (answer.status !== 201) throw new Error(`an order was answered ${answer.status}: ${text}`);
  });
}

async function byMail(first) {
  await shared(first, async (take) => {
    const socket = createConnection(Number(smtpPort), smtpHost);
    const lines = createInterface({ input: socket, crlfDelay: Infinity })[Symbol.asyncIterator]();
    const hear = async (expected) => {
      for (;;) {
        const { value, done } = await lines.next();
        if (done || !value.startsWith(expected)) throw new Error(`the receiver said ${value}`);
        if (value[3] !== "-") return;
      }
    };
    const say = async (text, expected) => {
      socket.write(`${text}\r\n`);
      await hear(expected);
    };
    await hear("220");
    await say("EHLO bench.example", "250");
    for (let sent = 0; sent < PER_CONNECTION; sent += 1) {
      const number = take();
      if (number === undefined) break;
      const from = `mari${number}@leverandor.example`;
      await say(`MAIL FROM:<${from}>`, "250");
      await say("RCPT TO:<bestilling@fullmakt.example>", "250");
      await say("DATA", "354");
      const text = [
        `From: Mari Oppdiktet <${from}>`, "To: bestilling@fullmakt.example", "Subject: Bestilling", `Message-ID: <bench-${number}@leverandor.example>`,
        "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "",
        `Systemleverandørs organisasjonsnummer: ${VENDOR.number}`, `Systemleverandørs navn: ${VENDOR.name}`, "Navn til testansvarlig: Mari Oppdiktet",
        `Epost-adresse til testansvarlig: ${from}`, "Telefonnummer til testansvarlig: 22334455", "",
        "Vi ønsker å delegere tilgang selv via en fiktiv virksomhet.", ".",
      ];
      await say(text.join("\r\n"), "250");
    }
    await say("QUIT", "221");
    socket.destroy();
  });
}

// A handler's browser: the cookies that it was given, and the token of its forms.
const cookies = new Map();
let csrf = "";
async function visit(path, form) {
  const headers = { accept: "text/html", cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
  const body = form && new URLSearchParams({ csrf, ...form });
  const answer = await fetch(path.startsWith("http") ? path : `${url}${path}`, { method: form ? "POST" : "GET", headers, body, redirect: "manual" });
  for (const cookie of answer.headers.getSetCookie()) cookies.set(...cookie.split(";")[0].split(/=(.*)/s).slice(0, 2));
  const text = await answer.text();
  csrf = text.match(/name="csrf" value="([^"]+)"/)?.[1] ?? csrf;
  if (answer.status >= 400) throw new Error(`${path} answered ${answer.status}`);
}

const year = new Intl.DateTimeFormat("en", { timeZone: "Europe/Oslo", year: "numeric" }).format(Date.now());
async function approved(first) {
  await shared(first, async (take) => {
    const number = take();
    await visit(`/saksbord/${year}-${String(number + 1).padStart(5, "0")}/godkjenn`, { scope: "brreg:reelle/rapporteringspliktig" });
  });
}

const results = { api: [], mail: [], carried: [] };
async function measured(name, work, states) {
  await quiet({});
  const [began, before] = [performance.now(), cpu()];
  await work();
  await quiet(states);
  const spent = cpu() - before;
  const seconds = (performance.now() - began) / 1000;
  results[name].push(orders / spent);
  const words = { api: "by API, with receipt", mail: "by mail, with receipt", carried: "approved and carried out" };
  console.log(`${words[name].padEnd(25)} ${String(orders).padStart(6)} orders ${spent.toFixed(2).padStart(7)} CPU s ${seconds.toFixed(1).padStart(7)} s ${String(Math.round(orders / spent)).padStart(6)} orders/CPU s`);
}

try {
  await visit(loginLink);
  await visit(loginLink, {});
  // The login made the browser another one, whose forms have another token.
  await visit("/saksbord");
  for (let round = 0; round < rounds; round += 1) {
    const first = 2 * orders * round;
    const done = orders * round;
    await measured("api", () => byApi(first), { received: 2 * orders * round + orders - done });
    await measured("mail", () => byMail(first + orders), { received: 2 * orders * (round + 1) - done });
    await measured("carried", () => approved(done), { done: done + orders });
  }
  const middle = (name) => results[name].sort((a, b) => a - b)[Math.floor(results[name].length / 2)];
  const figures = { api: middle("api"), mail: middle("mail"), carried: middle("carried") };
  console.log(
    `median of ${rounds} rounds: ${Math.round(figures.mail)} by mail, ${Math.round(figures.api)} by API, ${Math.round(figures.carried)} carried out; ` +
      `API to mail ${(figures.api / figures.mail).toFixed(2)}; peak memory ${peak().toFixed(0)} MB`,
  );
} finally {
  const ended = once(server, "exit");
  server.kill("SIGTERM");
  await ended;
}
