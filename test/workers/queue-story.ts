import { expect } from "vitest";
import { openWorkers } from "#workers/main.ts";
import type { Order } from "#app/engine/order.ts";
import { eventually } from "../setup/poll.ts";
import { openWorld, type World } from "./world.ts";

/** A shop whose errands go through a queue, and what a story about it asks. */
export type Queued = World & {
  readonly work: () => Promise<{ readonly close: () => Promise<void> }>;
  readonly manyPaid: (count: number) => Promise<readonly Order[]>;
  /** Every errand has ended. */
  readonly drained: () => Promise<void>;
  /** Each was marked paid at the shop, and no errand asked for it twice. */
  readonly expectMarkedOnce: (orders: readonly Order[]) => Promise<void>;
};

export async function openQueued(env: Readonly<Record<string, string>> = {}): Promise<Queued> {
  const world = await openWorld({ policy: { claimSeconds: 3_600 }, env });
  const undone = async () => (await world.errands()).filter(({ result }) => result === null).length;
  return {
    ...world,
    work: () => openWorkers(world.context),
    manyPaid: async (count) => {
      const orders: Order[] = [];
      for (let n = 0; n < count; n += 1) orders.push(await world.placed(`${10 + n}.50`));
      for (const order of orders) await world.paid(order, `payer-${order.id}`);
      return orders;
    },
    drained: async () => void (await eventually(async () => ((await undone()) === 0 ? true : undefined), 25_000)),
    expectMarkedOnce: async (orders) => {
      for (const order of orders) expect(world.deeds(order, "orderMarkAsPaid")).toEqual(["done"]);
      expect((await world.errands()).map(({ result }) => result)).toEqual(orders.map(() => "sent"));
    },
  };
}
