// Runs `fullmakt demo --json` once and checks what it says: all journeys, every step well, exit code 0.
// Usage: node scripts/check-demo.mjs PROGRAM

import { spawnSync } from "node:child_process";

const JOURNEYS = ["fictional-customer", "existing-customer", "another-scope"];
const [program] = process.argv.slice(2);
const run = spawnSync(program, ["demo", "--json"], { encoding: "utf8", timeout: 300_000, maxBuffer: 64 * 1024 * 1024 });

const faults = [];
const seen = new Map(JOURNEYS.map((name) => [name, { steps: 0, ms: 0 }]));
for (const line of run.stdout.split("\n").filter((line) => line.trim() !== "")) {
  let step;
  try {
    step = JSON.parse(line);
  } catch {
    faults.push(`not JSON: ${line}`);
    continue;
  }
  const known = seen.get(step.journey);
  if (!known) {
    faults.push(`a line without a known journey: ${line}`);
  } else if (typeof step.step !== "string" || typeof step.ms !== "number") {
    faults.push(`a line without step or ms: ${line}`);
  } else if (step.ok === true) {
    known.steps += 1;
    known.ms += step.ms;
    console.log(`PASSED: ${step.journey}: ${step.step} (${step.ms} ms)`);
  } else {
    console.log(`FAILED: ${step.journey}: ${step.step}: ${JSON.stringify(step.detail)}`);
  }
}
for (const [name, { steps, ms }] of seen) {
  if (steps === 0) faults.push(`the journey ${name} has no step that went well`);
  else console.log(`${name}: ${steps} steps, ${ms} ms`);
}
if (run.status !== 0) faults.push(`exit code ${run.status ?? run.signal}: ${run.stderr.trim()}`);
for (const fault of faults) console.log(`FAILED: ${fault}`);
process.exit(faults.length === 0 ? 0 : 1);
