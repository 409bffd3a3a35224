import { type ChildProcess, spawn } from "node:child_process";
import { inRoot, root } from "./root.ts";
import { Refusal, say } from "./say.ts";
import type { Env } from "./settings.ts";

type Plan = {
  readonly name: string;
  readonly entry: string;
  readonly args?: readonly string[];
  readonly env: Env;
  /** How it shows that it is ready: a message over its channel, or its first line of output. */
  readonly ready: "message" | "line";
};

/** A process of ours that is kept running until it is told to stop. */
export type Child = {
  readonly name: string;
  readonly pid: () => number | undefined;
  /** Ends it and starts it again, as after a change of its code. */
  readonly restart: () => Promise<void>;
  /** Asks it to drain, and kills it when that takes longer than 20 s. */
  readonly stop: () => Promise<void>;
};

const patienceMs = 20_000;
const shortestPauseMs = 250;
const longestPauseMs = 30_000;

/** Starts a child and resolves when it is ready; rejects when it ends before that. From then on it is started again
 * whenever it dies, with growing pauses, and `onChange` hears of every new process. */
export async function startChild(plan: Plan, onChange: () => void): Promise<Child> {
  let current = launch(plan);
  let isStopping = false;
  let pauseMs = shortestPauseMs;
  let pause: NodeJS.Timeout | undefined;
  await readiness(current, plan);

  const replace = () => {
    current = launch(plan);
    keep();
    onChange();
  };
  const keep = () => {
    const began = Date.now();
    current.once("exit", (code, signal) => {
      if (isStopping) return;
      pauseMs = Date.now() - began > 60_000 ? shortestPauseMs : Math.min(pauseMs * 2, longestPauseMs);
      say(`${plan.name} ended unexpectedly (${signal ?? `status ${code}`}); starting it again in ${pauseMs / 1000} s`);
      pause = setTimeout(replace, pauseMs);
    });
  };
  keep();
  return {
    name: plan.name,
    pid: () => current.pid,
    restart: async () => {
      clearTimeout(pause);
      current.removeAllListeners("exit");
      await end(current);
      if (!isStopping) replace();
    },
    stop: async () => {
      isStopping = true;
      clearTimeout(pause);
      await end(current);
    },
  };
}

/**
 * What nearly all lives as long as one request, and the heap is told so. It has room for many before it looks who is gone,
 * also on a small machine; with twice the room, looking takes longer than a request should wait. And it does not guess
 * what will stay: what was waited for in one busy second V8 takes for lasting ever after, keeps it with all it holds, and
 * must stop everybody to clear the whole heap every few seconds.
 */
export const heapOfRequests = ["--max-semi-space-size=16", "--no-allocation-site-pretenuring"] as const;

// It leads a process group of its own, so Ctrl-C reaches only the launcher, which stops everything in order. Its
// channel closes when the launcher dies, and the lifeline ends it then.
function launch({ entry, args = [], env, ready }: Plan): ChildProcess {
  const child = spawn(process.execPath, [...heapOfRequests, "--import", inRoot("app/launch/lifeline.mjs"), inRoot(entry), ...args], {
    cwd: root,
    env,
    detached: true,
    stdio: ["ignore", ready === "line" ? "pipe" : "inherit", "inherit", "ipc"],
  });
  child.stdout?.on("data", (text) => process.stdout.write(text));
  return child;
}

function readiness(child: ChildProcess, { name, ready }: Plan): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (code: number | null) => reject(new Refusal(`${name} did not start (status ${code}); its message is above.`));
    const done = () => {
      child.off("exit", failed);
      resolve();
    };
    child.once("exit", failed);
    if (ready === "message") child.once("message", done);
    else child.stdout?.once("data", done);
  });
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const kill = setTimeout(() => child.kill("SIGKILL"), patienceMs);
    child.once("exit", () => {
      clearTimeout(kill);
      resolve();
    });
    child.kill("SIGTERM");
  });
}
