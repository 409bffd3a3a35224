import type { Seeds } from "#app/store/stand.ts";
import type { Asked, Command } from "./command.ts";

/** Where a command looks, and which message asks. */
export function seedsOf<Input, Answer>(command: Command<Input, Answer>, { input, letter }: Asked<Input>): Seeds {
  const seeds = command.seeds(input);
  return letter ? { ...seeds, message: { source: letter.source, topic: letter.topic, eventId: letter.eventId } } : seeds;
}

/** The identities a message names are locked even when nothing is known by them, so that no two can miss each other. */
export function keysOf(seeds: Seeds): readonly string[] {
  const named = (kind: string, ids: readonly string[] = []) => ids.map((id) => `${kind}:${id}`);
  return sorted([
    ...named("order", seeds.orders),
    ...named("name", seeds.names),
    ...named("buyer", seeds.storefrontCustomers),
    ...named("customer", seeds.customers),
    ...(seeds.accounts ?? []).map(lockOfAccount),
    ...named("payment", seeds.payments),
    ...named("refund", seeds.refunds),
    ...named("transfer", seeds.transfers),
    ...(seeds.message ? [`letter:${seeds.message.source}/${seeds.message.topic}/${seeds.message.eventId}`] : []),
  ]);
}

const kinds: Readonly<Record<string, string>> = { ord: "order", pay: "payment", cus: "customer" };

/** As the SQL function `lock_of_account`: an account is locked with the order, payment or customer it belongs to. */
function lockOfAccount(account: string): string {
  const [, owner = "", prefix = ""] = /^acc_((ord|pay|cus)_.*)\.[^.]*$/.exec(account) ?? [];
  return kinds[prefix] ? `${kinds[prefix]}:${owner}` : `account:${account}`;
}

/** One order for all transactions: kind by kind, each sorted. */
export function sorted(keys: readonly string[]): readonly string[] {
  return [...new Set(keys)].sort();
}
