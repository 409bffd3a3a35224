import { parseArgs } from "node:util";

export type Options = {
  readonly print: "table" | "json" | "markdown";
  readonly only: readonly string[] | null;
  readonly size: "quick" | "full";
  /** Seconds of each round, for the floor and for the product. */
  readonly seconds: number;
  readonly rounds: number;
  readonly profile: string | null;
  /** What is looked at while a row runs: nothing, processor time, or everything at some cost. */
  readonly watch: "nothing" | "cpu" | "all";
  /** Orders in the past of the rows that have one. */
  readonly old: number;
};

export const usage = `npm run bench [-- options]
  --only <name,name>  these rows only
  --full              also the rows that take minutes (a million old orders, memory)
  --seconds <n>       length of a round (8)
  --rounds <n>        rounds of each row, floor and product in turn (3)
  --old <n>           old orders where a row is about them (1000000)
  --json, --markdown  print the table so
  --cpu               with the processor time per request of each process
  --profile <name>    one row, with what its time went into`;

export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: "boolean" }, markdown: { type: "boolean" }, full: { type: "boolean" }, cpu: { type: "boolean" }, help: { type: "boolean", short: "h" },
      only: { type: "string" }, profile: { type: "string" }, seconds: { type: "string" }, old: { type: "string" }, rounds: { type: "string" },
    },
  });
  if (values.help) throw new Error(usage);
  const only = values.profile ?? values.only;
  return {
    print: values.json ? "json" : values.markdown ? "markdown" : "table",
    only: only?.split(",").map((name) => name.trim()) ?? null,
    size: values.full ? "full" : "quick",
    seconds: positive("seconds", values.seconds, { otherwise: 8, most: 600 }),
    rounds: Math.ceil(positive("rounds", values.rounds, { otherwise: 3, most: 100 })),
    old: Math.ceil(positive("old", values.old, { otherwise: 1_000_000, most: 10_000_000 })),
    profile: values.profile ?? null,
    watch: values.profile ? "all" : values.cpu ? "cpu" : "nothing",
  };
}

function positive(name: string, text: string | undefined, { otherwise, most }: { readonly otherwise: number; readonly most: number }): number {
  const number = text === undefined ? otherwise : Number(text);
  if (!(number > 0 && number <= most)) throw new Error(`--${name} is a number above 0 and at most ${most}.\n\n${usage}`);
  return number;
}
