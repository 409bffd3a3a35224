import { runAll } from "./hall.ts";
import { describeMachine } from "./machine.ts";
import { type Options, readOptions } from "./options.ts";
import type { Measure, Row } from "./row.ts";
import { measures } from "./rows/all.ts";
import { openStage } from "./stage.ts";
import { printJson, printMarkdown, printTable } from "./table.ts";

/** `npm run bench`: measures the product against a floor of the same run. */

const LONGEST_MS = 45 * 60_000;

const print = (line: string) => void process.stdout.write(`${line}\n`);
// The table is what is asked for; how it comes about goes beside it.
const say = (line: string) => void process.stderr.write(`${line}\n`);

function chosen({ only, size }: Options): readonly Measure[] {
  const unknown = only?.filter((name) => !measures.some((each) => each.name === name)) ?? [];
  if (unknown.length > 0) throw new Error(`There is no row ${unknown.join(", ")}; there are ${measures.map(({ name }) => name).join(", ")}.`);
  return measures.filter(({ name, when }) => only?.includes(name) ?? (when === "always" || size === "full"));
}

function printed({ print }: Options, rows: readonly Row[], machine: readonly string[]): readonly string[] {
  switch (print) {
    case "json":
      return [printJson(rows)];
    case "markdown":
      return [...machine.map((line) => `${line}  `), "", ...printMarkdown(rows)];
    case "table":
      return ["", ...printTable(rows)];
  }
}

async function bench(options: Options, wanted: readonly Measure[]): Promise<void> {
  const stage = await openStage({ watched: options.watch === "all" ? "yes" : "no" });
  const stop = async (why: string, code: number) => {
    say(why);
    await stage.close();
    process.exit(code);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop("Stopping …", 130));
  setTimeout(() => void stop("The bench took too long and was stopped.", 1), LONGEST_MS).unref();
  try {
    const machine = describeMachine(await stage.settings());
    machine.forEach(say);
    printed(options, await runAll(stage, options, wanted, { say, print }), machine).forEach(print);
  } finally {
    await stage.close();
  }
}

try {
  const options = readOptions(process.argv.slice(2));
  await bench(options, chosen(options));
  process.exit(0);
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exit(1);
}
