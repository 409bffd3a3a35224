import { startVitest } from "vitest/node";

export type Counts = { readonly passed: number; readonly failed: number };

/** Runs the tests whose files match the patterns (none: all) and counts them. A skipped test, a file that could not be
 * loaded, an error outside a test and a run without tests count as failed. */
export async function runVitest(patterns: readonly string[]): Promise<Counts> {
  const vitest = await startVitest("test", [...patterns], { watch: false, run: true, reporters: ["default"] });
  const files = vitest.state.getTestModules();
  const tests = files.flatMap((file) => [...file.children.allTests()]);
  const passed = tests.filter((test) => test.result().state === "passed").length;
  const brokenFiles = files.filter((file) => file.errors().length > 0).length;
  const stray = vitest.state.getUnhandledErrors().length;
  await vitest.close();
  const failed = tests.length - passed + brokenFiles + stray;
  return { passed, failed: failed + (tests.length === 0 ? 1 : 0) };
}
