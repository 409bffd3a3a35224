import { type ChildProcess, spawn } from "node:child_process";
import { inRoot, root } from "#app/launch/root.ts";
import { type AtEnd, withTest } from "./lifetime.ts";

export type Process = {
  readonly output: () => string;
  /** Settles at its first message; rejects when it ends before. */
  readonly ready: Promise<void>;
  readonly ended: Promise<number | string>;
  readonly kill: (signal: NodeJS.Signals) => void;
};

const preloaded = ["app/launch/lifeline.mjs", "test/setup/compiled.mjs"].flatMap((file) => ["--import", inRoot(file)]);

// Half of a start is compiling, and the tests start hundreds of processes.
const common = { PATH: process.env["PATH"], NODE_ENV: "production", NODE_COMPILE_CACHE: inRoot(".cache/compiled") } as const;

/** Starts one of our programs as the launcher does. It is killed at the end, of the test where nothing else is said, if it still runs. */
export function startProcess(entry: string, env: Readonly<Record<string, string>>, args: readonly string[] = [], atEnd: AtEnd = withTest): Process {
  const child = spawn(process.execPath, [...preloaded, inRoot(entry), ...args], { cwd: root, env: { ...common, ...env }, stdio: ["ignore", "pipe", "pipe", "ipc"] });
  const ended = endOf(child);
  atEnd(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  let output = "";
  child.stdout?.on("data", (text) => (output += text));
  child.stderr?.on("data", (text) => (output += text));
  const keepCompiled = () => child.send("you are up", () => undefined);
  child.once("message", keepCompiled);
  child.stdout?.once("data", keepCompiled);
  const ready = new Promise<void>((resolve, reject) => {
    child.once("message", () => resolve());
    child.once("close", (code) => reject(new Error(`${entry} ended with ${code}:\n${output}`)));
  });
  ready.catch(() => undefined);
  return { output: () => output, ready, ended, kill: (signal) => void child.kill(signal) };
}

// Once its last word was heard, too.
const endOf = (child: ChildProcess): Promise<number | string> =>
  new Promise((resolve) => child.once("close", (code, signal) => resolve(code ?? signal ?? "unknown")));
