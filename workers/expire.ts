import { expireOrder } from "#app/commands/expire-order.ts";
import { run } from "#app/commands/transact.ts";
import type { Context } from "#app/context.server.ts";
import { dueOrders, type DueOrder, type DuePlace } from "#app/store/due.ts";

const PAGE = 200;

type Ends = { due: number; expired: number; putOff: number; paid: number; busy: number; failed: number };

/** Ends what is over: due orders only, each in a transaction of its own. One that is in use comes next time. */
export async function expire(context: Context): Promise<Readonly<Ends>> {
  const ends: Ends = { due: 0, expired: 0, putOff: 0, paid: 0, busy: 0, failed: 0 };
  const now = context.clock();
  let after: DuePlace | null = null;
  do {
    const page: readonly DueOrder[] = await dueOrders(context.db.pool, now, { after, limit: PAGE });
    for (const order of page) ends[await endOne(context, order)] += 1;
    ends.due += page.length;
    after = page.length === PAGE ? (page.at(-1) ?? null) : null;
  } while (after !== null);
  if (ends.due > 0) context.log.info(ends, "expiry.run");
  else context.log.debug(ends, "expiry.run");
  return ends;
}

/** What one order's bug must not keep the others from. */
async function endOne(context: Context, { shop, id, isBusy }: DueOrder): Promise<Exclude<keyof Ends, "due">> {
  if (isBusy) return "busy";
  try {
    const status = await run(context, expireOrder, { shop, input: { order: id } });
    if (status === "expired") return "expired";
    return status === "paid" ? "paid" : "putOff";
  } catch {
    // The command has logged it with its stack.
    return "failed";
  }
}
