// Writes the table in docs/performance.md and docs/pictures/tokens.svg from bench/tokens/figures.json, so that no figure is
// typed by hand. Usage: node bench/tokens/render.mjs [--check]; with --check it only says whether both are up to date.

import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const place = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const PAGE = place("docs/performance.md");
const PICTURE = place("docs/pictures/tokens.svg");
const [BEGIN, END] = ["<!-- tokens: written by bench/tokens/render.mjs -->", "<!-- tokens: end -->"];

const { measurements } = JSON.parse(readFileSync(place("bench/tokens/figures.json"), "utf8"));
const unreal = measurements.find((one) => !one.real);
if (unreal) throw new Error(`${unreal.name} was measured without optimising or by SMOKE=yes: such figures are not recorded`);
const ORDER = ["sqlite", "postgres", "peer"];
measurements.sort((a, b) => ORDER.indexOf(a.service) - ORDER.indexOf(b.service) || (a.delegations ?? 0) - (b.delegations ?? 0) || a.clients - b.clients);

const whole = (value) => Math.round(value).toString().replace(/\B(?=(\d{3})+$)/g, " ");
const percent = (value) => (value * 100).toFixed(1);
const SERVICES = { sqlite: "SQLite", postgres: "PostgreSQL", peer: "oidc-provider, in memory" };
const clients = ({ clients: count }) => `${whole(count)} ${count === 1 ? "client" : "clients"}`;
const name = (one) => `${SERVICES[one.service]}, ${clients(one)}${one.delegations ? `, ${whole(one.delegations)} delegations` : ""}`;
const middle = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

function table() {
  const heads = ["", "tokens per CPU-second", "of the ceiling", "PostgreSQL's CPU per token", "most per second", "p50 and p99 at half of that", "four times fdatasync's p99", "resident", "requests in a batch"];
  const rows = measurements.map((one) => [
    name(one),
    `${whole(one.per_cpu_second.median)} (${whole(one.per_cpu_second.least)}–${whole(one.per_cpu_second.most)})`,
    `${percent(one.share.median)} % (${percent(one.share.least)}–${percent(one.share.most)}) of ${whole(one.ceiling_beside.median)}`,
    one.postgres_ms ? `${one.postgres_ms.toFixed(2)} ms` : "",
    whole(one.per_second.median),
    `${one.latency.p50.toFixed(1)} and ${one.latency.p99.toFixed(1)} ms`,
    `${(4 * one.disk.p99).toFixed(1)} ms`,
    `${whole(one.resident_mb)} MB`,
    one.full_batches?.transactions ? (one.full_batches.requests / one.full_batches.transactions).toFixed(1) : "",
  ]);
  return [heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function block() {
  if (measurements.length === 0) return "No run is recorded yet.";
  const machines = new Map();
  for (const { machine, commit, at, connections, seconds, rounds, refused } of measurements) {
    const where = `${machine.cores} cores of ${machine.cpu}, AVX512-IFMA ${machine.avx512ifma ? "there" : "not there"}, Linux ${machine.kernel}, ${machine.filesystem}`;
    const told = `${where}; commit ${commit}, ${at.slice(0, 10)}; ${rounds.length} rounds of ${seconds} s with ${connections} connections`;
    machines.set(told, (machines.get(told) ?? 0) + refused);
  }
  const ratios = measurements.filter((one) => one.cpu_by_first);
  const drawn = measurements.filter((one) => one.service !== "peer");
  return [
    "![Tokens per CPU-second of each measurement, with the ceiling as a line](pictures/tokens.svg)",
    table(),
    ratios.map((one) => `${name(one)}: ${one.cpu_by_first.median.toFixed(3)} (${one.cpu_by_first.least.toFixed(3)}–${one.cpu_by_first.most.toFixed(3)}) of the CPU time for each token that ${whole(measurements.find((other) => other.name === one.first)?.delegations ?? 0)} delegations took.`).join("\n"),
    `Drawn: ${drawn.map((one) => `${one.name} ${whole(one.requests)} requests of ${whole(one.clients_drawn)} clients${one.delegations ? ` about ${whole(one.delegations_drawn)} delegations` : ""}`).join("; ")}.`,
    [...machines].map(([told, refused]) => `Measured on ${told}; requests that got no token: ${refused}.`).join("\n"),
  ].filter(Boolean).join("\n\n");
}

function picture() {
  const [left, width, row, top] = [350, 900, 30, 54];
  const ceiling = middle(measurements.map((one) => one.ceiling_beside.median));
  const most = Math.max(ceiling, ...measurements.map((one) => one.beside.median));
  const x = (value) => left + (value / most) * (width - left - 70);
  const height = top + measurements.length * row + 16;
  const bars = measurements.map((one, at) => {
    const y = top + at * row;
    const end = x(one.beside.median);
    return `  <text class="name" x="${left - 10}" y="${y + 15}" text-anchor="end">${name(one)}</text>
  <rect class="${one.service === "peer" ? "peer" : "ours"}" x="${left}" y="${y}" width="${(end - left).toFixed(1)}" height="20" rx="2"/>
  <text class="${end - left < 120 ? "name" : "value"}" x="${end - left < 120 ? (end + 8).toFixed(1) : left + 8}" y="${y + 15}">${whole(one.beside.median)} · ${percent(one.share.median)} %</text>`;
  });
  const line = x(ceiling).toFixed(1);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">
  <title id="title">Tokens per CPU-second of the server, and the ceiling of one RSA-2048 verification and one signature</title>
  <style>
    .ground { fill: #ffffff } .name, .head { fill: #1e2b3c } .value { fill: #ffffff; font-weight: 600 }
    .ours { fill: #0b5ea8 } .peer { fill: #5b6573 } .ceiling { stroke: #b3261e; stroke-width: 2; stroke-dasharray: 6 4 } .told { fill: #b3261e }
    text { font: 13px system-ui, sans-serif } .head { font-weight: 600 }
    @media (prefers-color-scheme: dark) {
      .ground { fill: #0d1117 } .name, .head { fill: #e6edf3 } .ours { fill: #2f6fb3 } .peer { fill: #6b7685 }
      .ceiling { stroke: #ff8a80 } .told { fill: #ff8a80 }
    }
  </style>
  <rect class="ground" width="${width}" height="${height}"/>
  <text class="head" x="16" y="24">Tokens per CPU-second of the server, and share of the ceiling</text>
${bars.join("\n")}
  <line class="ceiling" x1="${line}" y1="${top - 8}" x2="${line}" y2="${height - 8}"/>
  <text class="told" x="${line}" y="${top - 14}" text-anchor="middle">ceiling ${whole(ceiling)}</text>
</svg>
`;
}

const page = readFileSync(PAGE, "utf8");
const [before, rest] = page.split(BEGIN);
const after = rest?.split(END)[1];
if (after === undefined) throw new Error(`docs/performance.md has no ${BEGIN} … ${END}`);
const wanted = `${before}${BEGIN}\n\n${block()}\n\n${END}${after}`;
const drawn = measurements.length > 0 ? picture() : undefined;
if (process.argv[2] === "--check") {
  const there = existsSync(PICTURE) ? readFileSync(PICTURE, "utf8") : undefined;
  process.exitCode = page === wanted && there === drawn ? 0 : 1;
} else {
  writeFileSync(PAGE, wanted);
  if (drawn) writeFileSync(PICTURE, drawn);
  else rmSync(PICTURE, { force: true });
}
