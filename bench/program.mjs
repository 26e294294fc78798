// The program as the benches here use it: its commands, its servers, and what either costs. CPU time of a server is the
// operating system's own accounting in nanoseconds (/proc/PID/task/*/schedstat).

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";

export const env = { ...process.env, FULLMAKT_RESOLVER: "off", RUST_LOG: "warn" };

// What a command prints.
export const run = (program, ...words) => execFileSync(program, words, { env, maxBuffer: 1 << 26, stdio: ["ignore", "pipe", "inherit"] }).toString();

// CPU seconds of the children that have ended.
export const childrenCpu = () => {
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1].split(" ");
  return (Number(fields[13]) + Number(fields[14])) / 100;
};

// Serves the world that the options name, such as ["--data", "/tmp/a"], on a free port.
export async function serve(program, world) {
  const server = spawn(program, ["serve", "--listen", "127.0.0.1:0", "--smtp-listen", "off", "--json", ...world], { env, stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(server.stdout, "data");
  return { server, url: JSON.parse(line.toString()).url };
}

// Ends a server and waits until it has ended.
export async function end({ server }) {
  const ended = once(server, "exit");
  server.kill("SIGTERM");
  await ended;
}

// CPU seconds of a server.
export const cpu = ({ server }) => {
  const of = (task) => {
    try {
      return Number(readFileSync(`/proc/${server.pid}/task/${task}/schedstat`, "utf8").split(" ")[0]);
    } catch {
      return 0; // a thread that has just ended
    }
  };
  return readdirSync(`/proc/${server.pid}/task`).reduce((sum, task) => sum + of(task), 0) / 1e9;
};
