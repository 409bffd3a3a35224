import { type ChildProcess, spawn } from "node:child_process";
import { onTestFinished } from "vitest";
import { inRoot, root } from "#app/launch/root.ts";

export type Process = {
  readonly output: () => string;
  /** Settles at its first message; rejects when it ends before. */
  readonly ready: Promise<void>;
  readonly ended: Promise<number | string>;
  readonly kill: (signal: NodeJS.Signals) => void;
};

/** Starts one of our programs as the launcher does. It is killed at the end of the test if it still runs. */
export function startProcess(entry: string, env: Readonly<Record<string, string>>, args: readonly string[] = []): Process {
  const child = spawn(process.execPath, ["--import", inRoot("app/launch/lifeline.mjs"), inRoot(entry), ...args], {
    cwd: root,
    env: { PATH: process.env["PATH"], NODE_ENV: "production", ...env },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const ended = endOf(child);
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  let output = "";
  child.stdout?.on("data", (text) => (output += text));
  child.stderr?.on("data", (text) => (output += text));
  const ready = new Promise<void>((resolve, reject) => {
    child.once("message", () => resolve());
    child.once("exit", (code) => reject(new Error(`${entry} ended with ${code}:\n${output}`)));
  });
  ready.catch(() => undefined);
  return { output: () => output, ready, ended, kill: (signal) => void child.kill(signal) };
}

const endOf = (child: ChildProcess): Promise<number | string> =>
  new Promise((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal ?? "unknown")));
