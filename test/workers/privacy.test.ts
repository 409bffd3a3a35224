import { expect, test } from "vitest";
import { hearPrivacy } from "#app/commands/hear-privacy.ts";
import { fileLetter } from "#app/store/inbox.ts";
import { keepPrivacy } from "#workers/privacy.ts";
import { refetch } from "#workers/refetch.ts";
import { dump, placesOf } from "../setup/dump.ts";
import { openWorld } from "./world.ts";

const NOTE = "ring twice at Humperdinck's green door";

test("what is read again at the storefront brings nothing of a forgotten customer back", async () => {
  const world = await openWorld();
  const { context, shop, there } = world;
  const { id } = there.placeOrder({ total: "15.90", note: NOTE, customer: { email: "zelda@example.org" } });
  const places = async () => placesOf(NOTE, await dump(context.db.pool));
  await world.reconcile();
  expect(await places()).toEqual(["public.inbox", "public.remarks"]);
  const undecided = { source: "shopify", topic: "orders/updated", eventId: "stuck", body: Buffer.from(JSON.stringify({ id, payment_gateway_names: [], note: NOTE })), receivedAt: context.clock(), object: null, result: "failed" };
  await fileLetter(context.db.pool, shop.id, undecided, { decidedAt: null, error: `Error: a bug at ${NOTE}` });

  const letter = { source: "shopify", topic: "customers/redact", eventId: "redact", body: Buffer.from(NOTE), refusals: "filed" } as const;
  await hearPrivacy(context, { shop: shop.id, letter }, { kind: "forget", id: "forget-1", customer: null, orders: [id], askedAt: context.clock() });
  await keepPrivacy(context);
  world.pass(180);
  await keepPrivacy(context);
  expect(await places()).toEqual([]);

  there.editPrice(id, "20.00");
  await world.reconcile();
  await refetch.look(context);
  const { rows } = await context.db.pool.query(`SELECT (SELECT count(*)::int FROM "inbox" WHERE "decided_at" IS NULL) AS "open", (SELECT "due"::text FROM "orders") AS "due"`);
  expect(rows).toEqual([{ open: 0, due: "600000000" }]);
  there.deleteOrder(id);
  await world.reconcile();
  expect(await places()).toEqual([]);
});
