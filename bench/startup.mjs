// What a start on an empty directory costs: CPU time of the process until /health/ready answers, and memory when idle.
// Usage: node bench/startup.mjs PROGRAM [RUNS]. CPU time and resident memory are the operating system's own accounting
// (/proc/PID/stat, /proc/PID/status); idle means two seconds without a request.

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";

const [program, runs = "5"] = process.argv.slice(2);
const TICKS = 100; // USER_HZ on Linux

async function measure() {
  const world = mkdtempSync(join(tmpdir(), "fullmakt-startup-"));
  const child = spawn(program, ["serve", "--data", world, "--listen", "127.0.0.1:0", "--smtp-listen", "127.0.0.1:0", "--json"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  try {
    const [line] = await once(child.stdout, "data");
    const { url } = JSON.parse(line.toString());
    while (!(await fetch(`${url}/health/ready`)).ok);
    const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1].split(" ");
    const cpu = ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS;
    await pause(2000);
    const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
    return { cpu, resident: Number(status.match(/VmRSS:\s+(\d+)/)[1]) / 1024 };
  } finally {
    child.kill("SIGTERM");
    await once(child, "exit");
    rmSync(world, { recursive: true });
  }
}

const results = [];
for (let run = 0; run < Number(runs); run += 1) results.push(await measure());
const middle = (name) => results.map((result) => result[name]).sort((a, b) => a - b)[Math.floor(results.length / 2)];
const worst = (name) => Math.max(...results.map((result) => result[name]));
console.log(`CPU time until ready: median ${middle("cpu")} ms, worst ${worst("cpu")} ms of ${results.length} starts`);
console.log(`resident when idle:   median ${middle("resident").toFixed(1)} MB, worst ${worst("resident").toFixed(1)} MB`);
