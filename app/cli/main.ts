import { type Config, loadConfig } from "#app/config.server.ts";
import { createContext } from "#app/context.server.ts";
import { EngineError } from "#app/engine/error.ts";
import { commandIn } from "./commands.ts";
import * as help from "./help.ts";
import { UsageError } from "./usage.ts";

/** Where the tool speaks: answers, and what went wrong. */
export type Terminal = { readonly say: (line: string) => void; readonly complain: (line: string) => void };

/** Runs what was typed. 0: done; 1: refused or failed; 2: typed wrong. */
export async function tally(args: readonly string[], configure: () => Config, { say, complain }: Terminal): Promise<number> {
  const typed = commandIn(args);
  const wantsHelp = args.length === 0 || args.some((word) => word === "--help" || word === "-h") || args[0] === "help";
  if (wantsHelp) {
    say(typed?.command.help ?? help.general);
    return 0;
  }
  if (!typed) {
    complain(`There is no command ${JSON.stringify(args.slice(0, 2).join(" "))}.\n\n${help.general}`);
    return 2;
  }
  try {
    if ("runAlone" in typed.command) return (await typed.command.runAlone({ args: typed.rest, say })) === "bad" ? 1 : 0;
    // What the commands log is for the server's log; here the tool itself says what it did.
    const context = createContext({ ...configure(), logLevel: "error" });
    try {
      return (await typed.command.run({ context, args: typed.rest, say })) === "bad" ? 1 : 0;
    } finally {
      await context.close();
    }
  } catch (error) {
    return explain(error, `npm run tally -- ${typed.name} --help`, complain);
  }
}

function explain(error: unknown, hint: string, complain: Terminal["complain"]): number {
  if (error instanceof UsageError || isOptionFault(error)) {
    complain(`${error.message}\nSee ${hint}`);
    return 2;
  }
  if (error instanceof EngineError) complain(refusals[error.code] ?? `Refused: ${error.code.replaceAll("_", " ")} ${JSON.stringify(error.facts, (_key, fact: unknown) => (typeof fact === "bigint" ? fact.toString() : fact))}`);
  else if (error instanceof Error && said.has(error.name)) complain(error.message);
  else complain(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return 1;
}

// Errors whose message is a sentence for the person at the terminal.
const said: ReadonlySet<string> = new Set(["ConfigError", "BackupRefused", "DamagedBackup", "RestoreRefused"]);

/** node:util's parseArgs says in its own words what was typed wrong. */
function isOptionFault(error: unknown): error is Error {
  return error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
}

const refusals: Readonly<Partial<Record<EngineError["code"], string>>> = {
  shop_unknown: "There is no such shop: `npm run tally -- setup shop <domain>` installs it.",
  wallet_taken: "This wallet is registered with another shop of this server. A wallet serves one shop, for ever: make a new one.",
  wallet_unknown: "No such wallet reports to this shop.",
};

if (import.meta.main) {
  // What a library has to say is no part of the answer, which may be read by a program.
  console.log = console.error;
  const terminal = { say: (line: string) => void process.stdout.write(`${line}\n`), complain: (line: string) => void process.stderr.write(`${line}\n`) };
  process.exit(await tally(process.argv.slice(2), loadConfig, terminal));
}
