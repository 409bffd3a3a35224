import type { Context } from "#app/context.server.ts";
import { findShop } from "#app/store/shops.ts";
import { noteTrouble, takeUndecided, type Undecided } from "#app/store/undecided.ts";
import { orderOfLetter } from "./letter.ts";
import type { Vigil } from "./job.ts";
import { fetchAndDecide } from "./read-order.ts";

const limit = 20;

/** Messages that say too little are decided by reading their order at the storefront, at once; so are those a bug of ours left undecided. */
export const refetch: Vigil = {
  hears: "relay",
  atLatestMs: 1_000,
  look: async (context) => {
    const taken = await takeUndecided(context.db.pool, context.clock(), limit);
    await Promise.all(taken.map((letter) => decideAgain(context, letter)));
    return taken.length === limit ? "more" : "done";
  },
};

async function decideAgain(context: Context, letter: Undecided): Promise<void> {
  const { shop: id, source, topic, eventId, body } = letter;
  const trouble = async (why: string) => {
    context.log.warn({ shop: id, topic, eventId, attempts: letter.attempts, why }, "message.undecided");
    await noteTrouble(context.db.pool, letter, why);
  };
  const storefrontId = orderOfLetter(letter);
  const shop = await findShop(context.db.pool, id);
  if (!shop || storefrontId === null) return trouble("it names no order");
  try {
    const end = await fetchAndDecide(context, shop, storefrontId, { source, topic, eventId, body, refusals: "filed" });
    if ("failure" in end) return await trouble("why" in end.failure ? `${end.failure.kind}: ${end.failure.why}` : end.failure.kind);
    context.log.info({ shop: id, topic, eventId, storefrontId, found: end.decided }, "message.decided");
  } catch {
    // Refused or failed: the command has filed the message with the reason and logged it.
  }
}
