import type { Context } from "#app/context.server.ts";
import { runBackup } from "./backup.ts";
import { runDiscard } from "./discard.ts";
import { doctor } from "./doctor.ts";
import * as help from "./help.ts";
import { runRestore } from "./restore.ts";
import { rotateKey } from "./rotate-key.ts";
import { setups } from "./setup.ts";
import { verifyLedger } from "./verify-ledger.ts";
import { verifyReceipt } from "./verify-receipt.ts";

/** What a command works with: the process, the words typed after its name, and where it answers. */
export type Desk = { readonly context: Context; readonly args: readonly string[]; readonly say: (line: string) => void };

/** What a command works with that needs nothing of this server: neither its settings nor its database. */
export type Paper = Pick<Desk, "args" | "say">;

/** "bad": it did what it should and found something wrong. */
export type Command = { readonly help: string } & ({ readonly run: (desk: Desk) => Promise<void | "bad"> } | { readonly runAlone: (paper: Paper) => Promise<void | "bad"> });

const commands: Readonly<Record<string, Command>> = {
  ...Object.fromEntries(Object.entries(setups).map(([name, command]) => [`setup ${name}`, command])),
  backup: { help: help.backup, run: runBackup },
  restore: { help: help.restore, run: runRestore },
  discard: { help: help.discard, run: runDiscard },
  "rotate-key": { help: help.rotateKey, run: rotateKey },
  doctor: { help: help.doctor, run: doctor },
  "verify ledger": { help: help.verifyLedger, run: verifyLedger },
  "verify receipt": { help: help.verifyReceipt, runAlone: verifyReceipt },
};

/** The command that the first one or two words name. */
export function commandIn(args: readonly string[]): { readonly name: string; readonly command: Command; readonly rest: readonly string[] } | null {
  for (const words of [2, 1]) {
    const name = args.slice(0, words).join(" ");
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command) return { name, command, rest: args.slice(words) };
  }
  return null;
}
