import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { heapOfRequests } from "#app/launch/child.ts";
import { inRoot, root } from "#app/launch/root.ts";

export type Memory = { readonly heapUsed: number; readonly external: number; readonly rss: number };
export type Usage = { readonly user: number; readonly system: number };

/** One of our programs as a process of its own, its log in a file. */
export type Child = {
  readonly pid: number;
  readonly memory: () => Promise<Memory>;
  readonly usage: () => Promise<Usage>;
  readonly beginProfile: () => Promise<void>;
  readonly endProfile: (file: string) => Promise<void>;
  readonly stop: () => Promise<void>;
};

export type Plan = {
  readonly entry: string;
  readonly env: Readonly<Record<string, string>>;
  readonly log: string;
  readonly args?: readonly string[];
  /** How it shows that it is up; left out: by its first message. */
  readonly isUp?: () => Promise<unknown>;
};

/** Starts it as the launcher does, with our probe beside it. Resolves when it is up. */
export async function startChild(plan: Plan): Promise<Child> {
  const child = launch(plan);
  await new Promise<void>((resolve, reject) => {
    const tooEarly = (code: number | null, signal: string | null) => reject(endedEarly(plan, code ?? signal));
    const isUp = () => {
      child.off("exit", tooEarly);
      resolve();
    };
    child.once("exit", tooEarly);
    if (plan.isUp) plan.isUp().then(isUp, reject);
    else child.once("message", isUp);
  });
  const ask = <T>(probe: string, file?: string): Promise<T> =>
    new Promise((resolve, reject) => {
      const hear = (message: { readonly probe?: string; readonly told: T }) => {
        if (message.probe !== probe) return;
        child.off("message", hear);
        resolve(message.told);
      };
      child.on("message", hear);
      child.send({ probe, file }, (error) => error && reject(error));
    });
  return {
    pid: child.pid ?? 0,
    memory: () => ask("memory"),
    usage: () => ask("usage"),
    beginProfile: () => ask("begin"),
    endProfile: (file) => ask("end", file),
    stop: () => stop(child),
  };
}

/** Runs it to its end; rejects when that is no success. */
export async function runChild(plan: Plan): Promise<void> {
  const child = launch(plan);
  const end = await new Promise((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal)));
  if (end !== 0) throw endedEarly(plan, end);
}

function launch({ entry, env, log, args = [] }: Plan): ChildProcess {
  const out = openSync(log, "a");
  try {
    return spawn(process.execPath, [...heapOfRequests, "--import", inRoot("app/launch/lifeline.mjs"), "--import", inRoot("test/bench/probe.mjs"), inRoot(entry), ...args], {
      cwd: root,
      env: { PATH: process.env["PATH"], NODE_ENV: "production", NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"], ...env },
      stdio: ["ignore", out, out, "ipc"],
    });
  } finally {
    closeSync(out);
  }
}

const endedEarly = ({ entry, log }: Plan, end: unknown): Error => new Error(`${entry} ended with ${String(end)}:\n${lastOf(log)}`);

/** A long run fills more of a log than a string may hold. */
function lastOf(log: string): string {
  const file = openSync(log, "r");
  try {
    const last = Buffer.alloc(2_000);
    const read = readSync(file, last, 0, last.length, Math.max(0, fstatSync(file).size - last.length));
    return last.toString("utf8", 0, read);
  } finally {
    closeSync(file);
  }
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const kill = setTimeout(() => child.kill("SIGKILL"), 20_000);
    child.once("exit", () => {
      clearTimeout(kill);
      resolve();
    });
    child.kill("SIGTERM");
  });
}
