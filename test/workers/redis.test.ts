import { expect, test } from "vitest";
import { eventually } from "../setup/poll.ts";
import { openRedis } from "../setup/redis.ts";
import { openQueued } from "./queue-story.ts";

test("on Redis, what is paid is marked paid and what expired is cancelled, by workers and their clocks", async () => {
  const redis = await openRedis();
  const shop = await openQueued({ REDIS_URL: redis.url });
  const paid = await shop.manyPaid(3);
  const late = await shop.placed("99.00");
  shop.pass(2 * 3_600);
  const workers = await shop.work();
  await eventually(async () => ((await shop.order(late)).status === "expired" ? true : undefined));
  await shop.drained();
  for (const order of paid) expect(shop.deeds(order, "orderMarkAsPaid")).toEqual(["done"]);
  expect(shop.deeds(late, "orderCancel")).toEqual(["started", "done"]);
  await workers.close();
});
