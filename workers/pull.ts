import { confirmPayment, reversePayment } from "#app/commands/confirm-payment.ts";
import { reportPayment } from "#app/commands/report-payment.ts";
import { run } from "#app/commands/transact.ts";
import type { Context } from "#app/context.server.ts";
import { EngineError } from "#app/engine/error.ts";
import type { ShopId } from "#app/engine/ids.ts";
import type { Notice, Provider } from "#app/providers/provider.ts";
import { cursorOf, moveCursor } from "#app/store/cursors.ts";
import { listShops } from "#app/store/shops.ts";

type Here = Pick<Context, "db" | "clock" | "log" | "bell" | "gathering">;

/** Asks a provider's daemon what happened, shop by shop. One that cannot be asked keeps no other from being asked. */
export async function pull(here: Here, provider: Provider): Promise<void> {
  if (!provider.pulled) return;
  for (const { id } of await listShops(here.db.pool)) {
    try {
      await pullFor(here, provider, id);
    } catch (error) {
      here.log.warn({ shop: id, provider: provider.name, error: String(error) }, "provider.not-pulled");
    }
  }
}

/** The cursor moves once all is decided: what a crash interrupted comes again, and a repeat changes nothing. */
async function pullFor(here: Here, provider: Provider, shop: ShopId): Promise<void> {
  const name = `pulled/${provider.name}`;
  const cursor = await cursorOf(here.db.pool, shop, name);
  const pulled = await provider.pulled?.pull({ shop, cursor });
  if (!pulled) return;
  for (const notice of pulled.notices) await hear(here, { provider: provider.name, shop, notice }).catch(passOver);
  if (pulled.cursor !== cursor) await moveCursor(here.db.pool, shop, name, { value: pulled.cursor, at: here.clock() });
  if (pulled.notices.length > 0) here.log.info({ shop, provider: provider.name, notices: pulled.notices.length }, "provider.pulled");
}

// What is refused for good is in the log, and must not hold up the rest of the feed for ever.
function passOver(error: unknown): void {
  if (!(error instanceof EngineError) || error.code === "world_kept_growing") throw error;
}

async function hear(here: Here, { provider, shop, notice }: { readonly provider: string; readonly shop: ShopId; readonly notice: Notice }): Promise<void> {
  const { network, transaction, output } = notice;
  const word = { speaking: null, provider, network, transaction, output };
  switch (notice.kind) {
    case "seen": {
      const { money, sender, words } = notice;
      await run(here, reportPayment, { shop, input: { ...word, money, sender, memo: words.memo, orderText: words.order, paymentId: words.paymentId } });
      return;
    }
    case "confirmed":
      await run(here, confirmPayment, { shop, input: { ...word, confirmations: notice.confirmations } });
      return;
    case "reversed":
    case "dropped":
      await run(here, reversePayment, { shop, input: word });
      return;
  }
}
