import { describeMachine } from "./machine.ts";
import { type Options, readOptions } from "./options.ts";
import { watchCpu, watchOver } from "./profile.ts";
import { openProduct, type Product } from "./product.ts";
import type { Hall, Measure, Row } from "./row.ts";
import { measures } from "./rows/all.ts";
import { openStage, type Stage } from "./stage.ts";
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

function hallOf(stage: Stage, options: Options): Hall {
  const opened = new Map<string, Promise<Product>>();
  const open = async (prepare: (product: Product) => Promise<void>) => {
    const product = await openProduct(stage);
    stage.onClose(product.close);
    await prepare(product);
    return product;
  };
  const own: Hall["own"] = (name, prepare) => {
    const product = opened.get(name) ?? open(prepare);
    opened.set(name, product);
    return product;
  };
  const watching = options.profile !== null;
  return {
    stage,
    options,
    say,
    own,
    shared: () => own("shared", () => Promise.resolve()),
    watchFloor: ({ pool }) => (watching ? watchCpu({ floor: stage.floor.child }, pool, print) : null),
    watchOver: (product) => (watching ? watchOver(product, stage.folder, print) : null),
  };
}

async function main(options: Options, stage: Stage): Promise<void> {
  const rows: Row[] = [];
  const hall = hallOf(stage, options);
  const machine = describeMachine(await stage.settings());
  for (const line of machine) say(line);
  for (const measure of chosen(options)) rows.push(await measure.run(hall));
  if (options.print === "json") return print(printJson(rows));
  if (options.print === "markdown") return [...machine, "", ...printMarkdown(rows)].forEach(print);
  ["", ...printTable(rows)].forEach(print);
}

const options = readOptions(process.argv.slice(2));
chosen(options);
const stage = await openStage({ watched: options.profile ? "yes" : "no" });
const stop = (why: string, code: number) => {
  say(why);
  void stage.close().then(() => process.exit(code));
};
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop("Stopping …", 130));
setTimeout(stop, LONGEST_MS, "The bench took too long and was stopped.", 1).unref();
let code = 0;
try {
  await main(options, stage);
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  code = 1;
}
await stage.close();
process.exit(code);
