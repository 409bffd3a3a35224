import type { Command } from "#app/commands/command.ts";
import { run } from "#app/commands/transact.ts";
import type { Context } from "#app/context.server.ts";
import type { Entered } from "./enter.ts";

type At = Pick<Entered, "shop"> & { readonly context: Context };

/** Runs a merchant's act. The key its form carries makes a double submit one act; a refusal leaves no trace. */
export function act<Input extends { readonly key: string }, Done>({ context, shop }: At, command: Command<Input, Done>, input: Input): Promise<Done> {
  const body = Buffer.from(JSON.stringify(input, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value)));
  return run(context, command, { shop: shop.id, input, letter: { source: "admin", topic: command.name, eventId: input.key, body, refusals: "forgotten" } });
}
