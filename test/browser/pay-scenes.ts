import { cancelOrder } from "#app/commands/cancel-order.ts";
import { expireOrder } from "#app/commands/expire-order.ts";
import { run } from "#app/commands/transact.ts";
import { parseDecimal } from "#app/engine/money.ts";
import { referenceOf, type Order } from "#app/engine/order.ts";
import { confirm, placed, report, type Shop } from "../commands/shop.ts";

export const DUE = 477_000_000n;
const HOUR = 3_600_000;

export const memoOf = (shop: Shop, order: Order) => referenceOf(order, shop.id);

/** How each state of the page comes about, and what it is called in two languages. */
type Scene = { readonly name: string; readonly says: string; readonly arabic: string; readonly set: (shop: Shop, id: string) => Promise<Order> };

export const pays = async (shop: Shop, order: Order, units: bigint, isFinal: "final" | "on its way") => {
  const transaction = order.token.split("").toReversed().join("").repeat(2);
  await report(shop, transaction, { from: `payer of ${order.id}`, units, memo: memoOf(shop, order) });
  if (isFinal === "final") await confirm(shop, transaction, { confirmations: 3 });
  else await confirm(shop, transaction, { confirmations: 1 });
};

/** As it is hours ago: the clock of the one who decides is set back and forth. */
export async function ago(shop: Shop, hours: number, work: () => Promise<Order>, after: (order: Order) => Promise<unknown> = () => Promise.resolve()): Promise<Order> {
  shop.setTime(new Date(Date.now() - hours * HOUR));
  const order = await work();
  shop.setTime(new Date());
  await after(order);
  return order;
}

export const expire = (shop: Shop) => (order: Order) => run(shop, expireOrder, { shop: shop.id, input: { order: order.id } });
const chf = () => ({ price: { currency: "CHF", amount: parseDecimal("12.50") ?? { digits: 0n, scale: 0 } } });

export const scenes: readonly Scene[] = [
  { name: "waiting", says: "Waiting for your payment", arabic: "في انتظار دفعتك", set: (shop, id) => placed(shop, id) },
  { name: "unpriced", says: "The amount is being worked out", arabic: "جارٍ حساب المبلغ", set: (shop, id) => placed(shop, id, { ask: chf }) },
  { name: "needs-quote", says: "This amount no longer holds", arabic: "لم يعد هذا المبلغ ساريًا", set: (shop, id) => ago(shop, 1.5, () => placed(shop, id)) },
  { name: "part", says: "Part of your payment is here", arabic: "وصل جزء من دفعتك", set: async (shop, id) => {
    const order = await placed(shop, id);
    await pays(shop, order, 200_000_000n, "final");
    return order;
  } },
  { name: "seen", says: "Your payment is on its way", arabic: "دفعتك في الطريق", set: async (shop, id) => {
    const order = await placed(shop, id);
    await pays(shop, order, DUE, "on its way");
    return order;
  } },
  { name: "paid", says: "Paid. Thank you!", arabic: "تم الدفع. شكرًا لك!", set: async (shop, id) => {
    const order = await placed(shop, id);
    await pays(shop, order, DUE, "final");
    return order;
  } },
  { name: "over", says: "Paid. Thank you!", arabic: "تم الدفع. شكرًا لك!", set: async (shop, id) => {
    const order = await placed(shop, id);
    await pays(shop, order, DUE + 23_500_000n, "final");
    return order;
  } },
  { name: "expired", says: "The time to pay has run out", arabic: "انتهت مهلة الدفع", set: (shop, id) => ago(shop, 3, () => placed(shop, id), expire(shop)) },
  { name: "cancelled", says: "This order was cancelled", arabic: "أُلغي هذا الطلب", set: async (shop, id) => {
    const order = await placed(shop, id);
    await run(shop, cancelOrder, { shop: shop.id, input: { order: order.id, by: "staff", reason: "sold out", key: id } });
    return order;
  } },
  { name: "late", says: "Your money came after the order was closed", arabic: "وصل مالك بعد إغلاق الطلب", set: async (shop, id) => {
    const order = await ago(shop, 3, () => placed(shop, id), expire(shop));
    await pays(shop, order, DUE, "final");
    return order;
  } },
];
