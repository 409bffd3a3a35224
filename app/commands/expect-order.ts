import { orderId, shopId } from "#app/engine/ids.ts";
import { parseReference } from "#app/engine/reference.ts";
import type { Database } from "#app/store/database.ts";
import { ends } from "#app/store/inbox.ts";
import { findOrder } from "#app/store/orders.ts";
import type { PayKeys } from "#app/store/pay-keys.ts";
import { findShop } from "#app/store/shops.ts";
import { fetchLater } from "./hear-notice.ts";
import type { Bench } from "./transact.ts";

/** What a link in a mail says of its order, as it came: the token, the storefront's id of it (`o`), the shop's domain (`s`). */
export type MailLink = { readonly token: string; readonly order: string; readonly shop: string };

/**
 * `fetching`: the order is being read at the storefront. `not here`: it was, and is none of ours. `here`: it is known by
 * another token, as one that was placed under an older key.
 */
export type Expected = { readonly state: "fetching" | "not here" } | { readonly state: "here"; readonly token: string };

type MailDesk = Bench & { readonly db: Pick<Database, "pool">; readonly payKeys: Pick<PayKeys, "isMade"> };

const MINUTE = 60_000;

/**
 * Somebody opened the link of an order we do not know by its token: the mail was faster than the storefront's message. A
 * link made with the shop's key has the order read there, once a minute for as long as somebody asks. Null: no such link.
 */
export async function expectOrder(bench: MailDesk, link: MailLink): Promise<Expected | null> {
  const named = parseReference(`${link.shop}/${link.order}/${link.token}`);
  if (!named || !/^[1-9]\d{0,19}$/.test(named.orderId)) return null;
  const [id, storefrontId] = [shopId(named.shop), named.orderId];
  if (!(await bench.payKeys.isMade({ shop: id, storefrontId, token: named.token }))) return null;
  const { pool } = bench.db;
  const minute = Math.floor(bench.clock().getTime() / MINUTE);
  const letterOf = (at: number) => ({ source: "pay page", topic: "order", eventId: `${storefrontId}@${at}` });
  // Looked at before the order is: one that is placed in between is found, and not called missing.
  const [now, before] = await ends(pool, id, [letterOf(minute), letterOf(minute - 1)]);
  const [shop, order] = await Promise.all([findShop(pool, id), findOrder(pool, id, orderId(storefrontId))]);
  if (!shop || shop.uninstalledAt) return null;
  if (order) return { state: "here", token: order.token };
  if (now === undefined) await fetchLater(bench, { shop: id, letter: { ...letterOf(minute), body: Buffer.from("{}"), refusals: "filed" } }, storefrontId);
  return { state: (now ?? before) === "decided" ? "not here" : "fetching" };
}
