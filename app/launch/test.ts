import { buildBlocks } from "./blocks.ts";
import { findBrowser } from "./browser.ts";
import { buildScreens, generateClient } from "./make.ts";
import { type Counts, runVitest } from "./count.ts";
import { findRedis } from "./redis.ts";
import { giveUp, say, seconds } from "./say.ts";
import { runTool, type Tool } from "./tool.ts";

// `npm test`: everything. Types and lint count as one test each.
try {
  await generateClient();
  await buildScreens();
  await buildBlocks();
  await findBrowser();
  findRedis();
  const patterns = process.argv.slice(2);
  const stages = patterns.length > 0 ? [] : [check("types", "tsc", ["--noEmit"]), check("types of the blocks", "tsc", ["--noEmit", "-p", "extensions/checkout"]), check("lint", "eslint", ["."])];
  const counts = await Promise.all([...stages, runVitest(patterns)]);
  const passed = counts.reduce((sum, count) => sum + count.passed, 0);
  const failed = counts.reduce((sum, count) => sum + count.failed, 0);
  say(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 && passed > 0 ? 0 : 1);
} catch (error) {
  giveUp(error);
}

async function check(name: string, tool: Tool, args: readonly string[]): Promise<Counts> {
  const began = Date.now();
  // Beside the tests, in the time these leave: none of them should have to wait for it.
  const { code, output } = await runTool(tool, args, process.env, 10);
  say(`${code === 0 ? "✓" : "✗"} ${name} (${seconds(Date.now() - began)})`);
  if (code !== 0) say(output);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}
