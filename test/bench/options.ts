import { parseArgs } from "node:util";

export type Options = {
  readonly print: "table" | "json" | "markdown";
  readonly only: readonly string[] | null;
  readonly size: "quick" | "full";
  /** Seconds of each round, for the floor and for the product. */
  readonly seconds: number;
  readonly rounds: number;
  readonly profile: string | null;
};

export const usage = `npm run bench [-- options]
  --only <name,name>  these rows only
  --full              also the rows that take minutes (a million old orders, memory)
  --seconds <n>       length of a round (2)
  --rounds <n>        rounds of each row, floor and product in turn (3)
  --json, --markdown  print the table so
  --profile <name>    one row, with what its time went into`;

export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: "boolean" }, markdown: { type: "boolean" }, full: { type: "boolean" }, help: { type: "boolean", short: "h" },
      only: { type: "string" }, profile: { type: "string" }, seconds: { type: "string" }, rounds: { type: "string" },
    },
  });
  if (values.help) throw new Error(usage);
  const only = values.profile ?? values.only;
  return {
    print: values.json ? "json" : values.markdown ? "markdown" : "table",
    only: only?.split(",").map((name) => name.trim()) ?? null,
    size: values.full ? "full" : "quick",
    seconds: positive("seconds", values.seconds, 2),
    rounds: Math.ceil(positive("rounds", values.rounds, 3)),
    profile: values.profile ?? null,
  };
}

function positive(name: string, text: string | undefined, otherwise: number): number {
  const number = text === undefined ? otherwise : Number(text);
  if (!(number > 0 && number <= 600)) throw new Error(`--${name} is a number above 0 and at most 600.\n\n${usage}`);
  return number;
}
