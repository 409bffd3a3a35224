import type { Context as Call } from "hono";
import { askRefund } from "#app/commands/ask-refund.ts";
import { keepRest } from "#app/commands/keep-as-credit.ts";
import { requoteOrder } from "#app/commands/requote-order.ts";
import { run } from "#app/commands/transact.ts";
import type { OrderId, ShopId } from "#app/engine/ids.ts";
import { printUnits, type Money } from "#app/engine/money.ts";
import { orderOfToken } from "#app/store/reads/pay.ts";
import { door, type Door } from "./door.ts";
import { shopNamed } from "./here.ts";
import { answerWish } from "./pay-answer.ts";
import { readWish } from "./pay-wish.ts";
import { DoorRefusal } from "./problem.ts";
import { anybody, countCallers, countWish, tellAllowances } from "./strangers.ts";

/** What a shopper may ask of us by the token of their order: a new rate, the rest as credit, money back from the merchant. */
export const payActs = door();

type Wish = { readonly shop: ShopId; readonly order: OrderId; readonly text: string };
type Act = (c: Call<Door>, wish: Wish) => Promise<object>;

/** Given once the rate has run out; until then, and where money is here that covers it, it stays as it is. */
const quote: Act = async ({ var: { context } }, { shop, order }) => {
  const { status, quote: given } = await run(context, requoteOrder, { shop, input: { order } });
  return { order: status, due: given && amount(given.due), quotedAt: given?.at ?? null };
};

const credit: Act = async ({ var: { context } }, { shop, order }) => {
  const kept = await run(context, keepRest, { shop, input: { order } });
  return { kept: amount(kept) };
};

const refund: Act = async ({ var: { context } }, { shop, order, text }) => {
  const { state, askedAt, answer, refund: sent } = await askRefund(context, { shop, order, text });
  return { refund: { state, askedAt, answer, transaction: sent?.transaction ?? null } };
};

for (const [name, act] of [["quote", quote], ["credit", credit], ["ask-refund", refund]] as const) {
  payActs.post(`/pay/:token/${name}`, tellAllowances, countCallers(anybody), (c) => answerWish(c, () => perform(c, act)));
}

async function perform(c: Call<Door>, act: Act): Promise<object> {
  const text = await readWish(c);
  return c.var.inLine(() => wished(c, text, act));
}

async function wished(c: Call<Door>, text: string, act: Act): Promise<object> {
  const { db } = c.var.context;
  const found = await orderOfToken(db.pool, c.req.param("token") ?? "");
  const shop = found && (await shopNamed(db.pool, found.shop));
  if (!found || !shop || shop.uninstalledAt) throw new DoorRefusal(404, "order_unknown", "No order is known by this link.");
  countWish(c, `${found.shop}/${found.order}`);
  c.set("proven", "shopper");
  return act(c, { ...found, text });
}

const amount = (money: Money): object => ({ asset: money.asset, units: money.units.toString(), display: printUnits(money) });
