import { spawn } from "node:child_process";
import { setPriority } from "node:os";
import { inRoot, root } from "./root.ts";
import { Refusal } from "./say.ts";

const tools = {
  prisma: ["node_modules/prisma/build/index.js"],
  remix: ["node_modules/@remix-run/dev/dist/cli.js"],
  tsc: ["node_modules/typescript/bin/tsc"],
  eslint: ["node_modules/eslint/bin/eslint.js"],
  vitest: ["node_modules/vitest/vitest.mjs"],
} as const;

export type Tool = keyof typeof tools;
export type Ran = { readonly code: number; readonly output: string };

/** Runs an installed tool on this Node and collects what it prints. `niceness`: from 0 to 19, how far others go before it. */
export function runTool(tool: Tool, args: readonly string[], env: NodeJS.ProcessEnv = process.env, niceness = 0): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [inRoot(...tools[tool]), ...args], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    if (child.pid !== undefined && niceness > 0) setPriority(child.pid, niceness);
    let output = "";
    child.stdout.on("data", (text) => (output += text));
    child.stderr.on("data", (text) => (output += text));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Like runTool, for a tool that must succeed. */
export async function mustRun(tool: Tool, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<void> {
  const { code, output } = await runTool(tool, args, env);
  if (code !== 0) throw new Refusal(`${output.trim()}\n\n${tool} ${args.join(" ")} failed with status ${code}.`);
}
