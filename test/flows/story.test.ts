import { expect, test } from "vitest";
import { isTaken, type Control, type SeenOrder, type ShopControl } from "#app/sandbox/control/client.ts";
import { sharedInFile } from "../setup/lifetime.ts";
import { eventually } from "../setup/poll.ts";
import { doneByApp, openTown, thereWhen, toldWhen, type Town } from "./town.ts";

const DUE = "477000000";

/** One town, and the stories happen abreast in it, each at a shop of its own: most of their time they wait for others. */
const sharedTown = sharedInFile(openTown);
const openShop = async () => {
  const town = await sharedTown();
  return { ...town, shop: await town.anotherShop() };
};

type Message = "order" | "claim" | "payment" | "confirmation";

/** A claim signs the order's reference, which nobody knows before the order is placed; all else comes as it likes. */
const arrivals: readonly (readonly Message[])[] = permutations<Message>(["order", "claim", "payment", "confirmation"]).filter((sent) => sent.indexOf("order") < sent.indexOf("claim"));

function permutations<T>(all: readonly T[]): readonly (readonly T[])[] {
  if (all.length === 0) return [[]];
  return all.flatMap((first, index) => permutations(all.toSpliced(index, 1)).map((rest) => [first, ...rest]));
}

const twice = async (act: () => Promise<unknown>) => {
  await act();
  await act();
};

/** One order, whose messages come in the order given and each comes twice. */
async function buyAndPay({ control, shop }: Pick<Town, "control" | "shop">, sent: readonly Message[]): Promise<SeenOrder> {
  const order = await shop.place({ total: "15.90", customer: { email: "ada@example.com" } });
  const { txid } = await control.pay({ shop: shop.domain, orderId: order.id, units: DUE, when: "late" });
  const messages: Record<Message, () => Promise<unknown>> = {
    order: async () => {
      await shop.release();
      return toldWhen(shop, order);
    },
    claim: async () => {
      const { reference } = await toldWhen(shop, order);
      await twice(async () => expect(await control.claim({ shop: shop.domain, orderId: order.id, text: reference })).toMatchObject({ status: 200 }));
    },
    payment: () => twice(async () => expect((await control.report(txid)).answers.at(-1)).toSatisfy(isTaken)),
    confirmation: () => twice(async () => expect((await control.confirm(txid)).answers.at(-1)).toSatisfy(isTaken)),
  };
  for (const message of sent) await messages[message]();
  return order;
}

test.concurrent("in whatever order webhook, claim, payment and confirmation arrive, each twice, the order is paid and marked paid once", async () => {
  const town = await sharedTown();
  await town.shop.switches({ hold: true, copies: 1 });
  expect(arrivals.length).toBe(12);
  for (const sent of arrivals) {
    const order = await buyAndPay(town, sent);
    const paid = await toldWhen(town.shop, order, ({ status }) => status === "paid");
    expect([sent, paid.due?.units, paid.links]).toEqual([sent, DUE, []]);
    const there = await thereWhen(town.shop, order, ({ financialStatus }) => financialStatus === "PAID");
    // Its own news of being paid comes back, twice, and changes nothing.
    await town.shop.release();
    expect([sent, doneByApp(there)]).toEqual([sent, ["orderMarkAsPaid"]]);
  }
  await settled(town.shop);
  const orders = await Promise.all((await town.shop.orders()).map(({ id }) => town.shop.order(id)));
  expect(orders.map(doneByApp)).toEqual(arrivals.map(() => ["orderMarkAsPaid"]));
});

/** Every message was heard. */
const settled = (shop: ShopControl) =>
  eventually(async () => {
    await shop.release();
    return (await shop.letters()).every(({ state }) => state === "delivered") || undefined;
  });

test.concurrent("a claim of an order nobody knows is refused and not kept; made again later it counts", async () => {
  const { control, shop } = await openShop();
  await shop.switches({ hold: true });
  const order = await shop.place({ total: "15.90" });
  const guess = `${shop.domain}/${order.id}/${"0".repeat(32)}`;
  const claim = (text: string) => control.claim({ shop: shop.domain, orderId: order.id, text });
  expect((await claim(guess)).status).toBe(404);
  await shop.release();
  const { reference, status } = await toldWhen(shop, order);
  expect(status).toBe("unclaimed");
  expect((await claim(guess)).status).toBeGreaterThanOrEqual(400);
  expect((await claim(reference)).status).toBe(200);
  expect((await toldWhen(shop, order)).status).toBe("claimed");
});

test.concurrent("a payment that names an order still on its way pays it when it comes", async () => {
  const { control, shop, tally } = await openShop();
  await tally("setup", "shop", shop.domain, "--memo-numbers", "marked");
  await shop.switches({ hold: true });
  const order = await shop.place({ total: "15.90" });
  await payFor(control, shop, { units: DUE, memo: `for order #${order.id}, with thanks` });
  await shop.release();
  const there = await thereWhen(shop, order, ({ financialStatus }) => financialStatus === "PAID");
  expect(doneByApp(there)).toEqual(["orderMarkAsPaid"]);
});

type Sum = { readonly units: string; readonly memo: string };

async function payFor(control: Control, shop: ShopControl, { units, memo }: Sum): Promise<void> {
  const { txid, answers } = await control.pay({ shop: shop.domain, units, memo });
  expect(answers.at(-1)).toSatisfy(isTaken);
  expect((await control.confirm(txid)).answers.at(-1)).toSatisfy(isTaken);
}

test.concurrent("an order edited while it is open asks for its new price, and only that settles it", async () => {
  const { control, shop } = await openShop();
  const raised = await shop.place({ total: "10.00" });
  const lowered = await shop.place({ total: "30.00" });
  expect((await toldWhen(shop, raised)).due?.units).toBe("300000000");
  expect((await toldWhen(shop, lowered)).due?.units).toBe("900000000");
  await shop.editPrice(raised.id, "15.90");
  await shop.editPrice(lowered.id, "15.90");
  for (const order of [raised, lowered]) {
    const { reference } = await toldWhen(shop, order, ({ due }) => due?.units === DUE);
    await payFor(control, shop, { units: DUE, memo: reference });
    const there = await thereWhen(shop, order, ({ financialStatus }) => financialStatus === "PAID");
    expect(doneByApp(there)).toEqual(["orderMarkAsPaid"]);
  }
});

test.concurrent("what is paid another way or cancelled at the shop is closed here, and nothing is done to it there", async () => {
  const { shop } = await openShop();
  const elsewhere = await shop.place({ total: "15.90" });
  const cancelled = await shop.place({ total: "15.90" });
  for (const order of [elsewhere, cancelled]) await toldWhen(shop, order);
  await shop.markPaid(elsewhere.id, "Cash");
  await shop.cancel(cancelled.id);
  for (const order of [elsewhere, cancelled]) expect((await toldWhen(shop, order, ({ status }) => status === "cancelled")).links).toEqual([]);
  await settled(shop);
  expect(doneByApp(await shop.order(elsewhere.id))).toEqual([]);
  expect(doneByApp(await shop.order(cancelled.id))).toEqual([]);
});

// The expiry run comes every minute.
const expiryMs = 100_000;

test.concurrent("an order nobody claims in time expires, and is cancelled at the shop once", { timeout: 2 * expiryMs }, async () => {
  const { control, shop, tally } = await openShop();
  await tally("setup", "shop", shop.domain, "--claim-window", "1s");
  await shop.switches({ copies: 1 });
  const order = await shop.place({ total: "15.90" });
  await toldWhen(shop, order, ({ status }) => status === "expired", expiryMs);
  const there = await thereWhen(shop, order, ({ cancelledAt }) => cancelledAt !== null);
  expect(there.deeds.filter(({ by, field }) => by === "app" && field === "orderCancel").map(({ result }) => result)).toEqual(["started", "done"]);
  await settled(shop);
  const { reference } = await toldWhen(shop, order);
  expect((await control.claim({ shop: shop.domain, orderId: order.id, text: reference })).status).toBeGreaterThanOrEqual(400);
  expect(doneByApp(await shop.order(order.id))).toEqual(["orderCancel"]);
});
