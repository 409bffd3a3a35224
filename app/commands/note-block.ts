import { noteBlockSeen, type Shop } from "#app/store/shops.ts";
import type { Desk } from "./desk.ts";

/** The shop's own page asked how an order is paid: the block stands there. Kept for the first time since the app was installed. */
export async function noteBlock({ db, clock, log }: Pick<Desk, "db" | "clock" | "log">, { id, installedAt, blockSeenAt }: Shop): Promise<void> {
  if (blockSeenAt !== null && blockSeenAt >= installedAt) return;
  if (await noteBlockSeen(db.pool, id, clock())) log.info({ shop: id }, "block.seen");
}
