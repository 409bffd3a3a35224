import { forgetShop } from "#app/store/erasing.ts";
import { closeRequest, type PrivacyRequest } from "#app/store/requests.ts";
import { seal } from "#app/store/sealing.ts";
import { findShop, type Shop } from "#app/store/shops.ts";
import type { Desk } from "./desk.ts";

const HOUR_MS = 3_600_000;
/** Shopify asks for a shop's erasure 48 hours after the app was uninstalled: one that comes much sooner is an old message come back. */
const EARLIEST_MS = 47 * HOUR_MS;
/** An uninstall that was not heard of by then never will be. */
const LATEST_MS = 30 * 24 * HOUR_MS;

export type Judged = "erase" | "wait" | { readonly ignored: string };

/** Only a shop that is uninstalled, and was before this was asked, is erased. */
export function judgeErasure({ installedAt, uninstalledAt, seenAt }: Pick<Shop, "installedAt" | "uninstalledAt" | "seenAt">, askedAt: Date, now: Date): Judged {
  if (uninstalledAt !== null) {
    if (uninstalledAt > askedAt) return { ignored: "the app was installed again, and uninstalled after this was asked" };
    return now.getTime() - uninstalledAt.getTime() >= EARLIEST_MS ? "erase" : "wait";
  }
  // It was there less than 48 hours before this was asked, or since: it is back.
  const lastKnown = Math.max(installedAt.getTime(), seenAt?.getTime() ?? 0);
  if (askedAt.getTime() - lastKnown < EARLIEST_MS) return { ignored: "the app is installed again" };
  return now.getTime() - askedAt.getTime() < LATEST_MS ? "wait" : { ignored: "no uninstall was heard of" };
}

/** Deletes all of an uninstalled shop. What leaves the ledger is sealed first, so that the last seal speaks for all of it. */
export async function eraseShop(desk: Desk, request: PrivacyRequest): Promise<"erased" | "waits" | "ignored"> {
  const { db: { pool }, log } = desk;
  const { shop, askedAt } = request;
  const now = desk.clock();
  const known = await findShop(pool, shop);
  const judged = known ? judgeErasure(known, askedAt, now) : "erase";
  if (judged === "wait") return "waits";
  if (judged !== "erase") {
    await closeRequest(pool, request, { result: `ignored: ${judged.ignored}`, by: "Tallystick", now });
    log.warn({ shop, request: request.id, why: judged.ignored }, "shop.not-erased");
    return "ignored";
  }
  const most = 2_000;
  for (let sealed = most; sealed === most; ) sealed = (await seal(pool, shop, { now, most }))?.rows ?? 0;
  await forgetShop(pool, shop);
  log.info({ shop }, "shop.erased");
  return "erased";
}
