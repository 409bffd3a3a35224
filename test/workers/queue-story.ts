import { expect } from "vitest";
import { orderId } from "#app/engine/ids.ts";
import type { Order } from "#app/engine/order.ts";
import { findOrder } from "#app/store/orders.ts";
import { openWorkers } from "#workers/main.ts";
import type { Weather } from "#app/sandbox/weather.ts";
import { eventually } from "../setup/poll.ts";
import { openWorld, type World } from "./world.ts";

/** A shop whose errands go through a queue, and what a story about that asks. */
export type Queued = World & {
  readonly work: () => Promise<{ readonly close: () => Promise<void> }>;
  readonly manyPaid: (count: number) => Promise<readonly Order[]>;
  /** How many errands have not ended. */
  readonly undone: () => Promise<number>;
  /** Every errand has ended. */
  readonly drained: () => Promise<void>;
  readonly gate: Gate;
};

/** Before the shop's answer to what every errand of a paid order asks first. */
type Gate = {
  readonly shut: () => void;
  readonly open: () => void;
  readonly letIn: (count: number) => void;
  /** Somebody stands before it. */
  readonly isKnockedAt: () => boolean;
};

function openGate(): Gate & { readonly weather: Weather } {
  const waiting: (() => void)[] = [];
  let places = Infinity;
  const letIn = (count: number) => {
    places += count;
    while (places > 0 && waiting.length > 0) {
      places -= 1;
      waiting.shift()?.();
    }
  };
  const weather: Weather = async ({ door, body }, proceed) => {
    if (door === "graphql" && body.includes("query PaidState")) {
      await new Promise<void>((enter) => {
        waiting.push(enter);
        letIn(0);
      });
    }
    return proceed();
  };
  return { weather, shut: () => void (places = 0), open: () => letIn(Infinity), letIn, isKnockedAt: () => waiting.length > 0 };
}

const PATIENCE_MS = 60_000;

export async function openQueued(env: Readonly<Record<string, string>> = {}): Promise<Queued> {
  const { weather, ...gate } = openGate();
  const world = await openWorld({ env, weather });
  const undone = async () => (await world.errands()).filter(({ result }) => result === null).length;
  let payers = 0;
  return {
    ...world,
    gate,
    undone,
    work: () => openWorkers(world.context),
    manyPaid: async (count) => {
      const placed = Array.from({ length: count }, () => world.there.placeOrder({ total: "15.90", customer: { email: "ann@example.com" } }));
      await world.reconcile();
      const orders = await Promise.all(placed.map(({ id }) => known(world, id)));
      for (const order of orders) await world.paid(order, `payer-${++payers}`);
      return orders;
    },
    drained: async () => void (await eventually(async () => ((await undone()) === 0 ? true : undefined), PATIENCE_MS)),
  };
}

async function known({ context, shop }: World, storefrontId: string): Promise<Order> {
  const order = await findOrder(context.db.pool, shop.id, orderId(storefrontId));
  if (!order) throw new Error(`order ${storefrontId} was not heard of`);
  return order;
}

/** The queue loses all it knows, again and again, while errands go out and what is late expires. */
export async function losesNothing(shop: Queued, wipe: () => Promise<unknown>): Promise<void> {
  const { gate } = shop;
  const paid = await shop.manyPaid(12);
  gate.shut();
  const workers = await shop.work();
  await wipe();
  for (let wipes = 1; wipes <= 6; wipes += 1) {
    await eventually(() => (gate.isKnockedAt() ? true : undefined), PATIENCE_MS);
    expect(await shop.undone()).toBeGreaterThan(0);
    await wipe();
    gate.letIn(2);
  }
  gate.open();
  await shop.drained();
  const late = await shop.placed("99.00");
  shop.pass(2 * 3_600);
  // Nothing but a clock can tell that it is late.
  await wipe();
  await eventually(() => (shop.deeds(late, "orderCancel").includes("done") ? true : undefined), PATIENCE_MS);
  await shop.drained();
  await workers.close();
  expectMarkedOnce(shop, paid);
  expect(shop.deeds(late, "orderCancel")).toEqual(["started", "done"]);
}

/** Each was marked paid at the shop, and nobody asked for it twice. */
export function expectMarkedOnce(shop: Queued, orders: readonly Order[]): void {
  for (const order of orders) expect(shop.deeds(order, "orderMarkAsPaid")).toEqual(["done"]);
}
