import { expect, onTestFinished, test } from "vitest";
import { createContext } from "#app/context.server.ts";
import type { Notice, Provider } from "#app/providers/provider.ts";
import { pull } from "#workers/pull.ts";
import { addShop, claim, payer, placed, rowsOf, statusOf } from "../commands/shop.ts";
import { testConfig } from "../setup/config.ts";
import { freshDatabase } from "../setup/database.ts";

const DUE = 477_000_000n;

async function open() {
  const context = createContext(testConfig(await freshDatabase()));
  onTestFinished(context.close);
  return { context, shop: await addShop(context.db, "tally.myshopify.com") };
}

const seat = (transaction: string) => ({ network: "mainnet", transaction, output: "1" });
const seen = (transaction: string, order: string | null = null): Notice => ({
  ...seat(transaction), kind: "seen", money: { asset: "XTR/6", units: DUE }, sender: payer("ann"), from: null, words: { paymentId: null, memo: null, order },
});
const confirmed = (transaction: string): Notice => ({ ...seat(transaction), kind: "confirmed", confirmations: 3 });

/** A daemon whose feed is a list; the cursor is how far it was read. */
function daemon(feed: readonly Notice[], asked: (string | null)[] = []): Provider {
  return {
    name: "daemon",
    networks: ["mainnet"],
    asset: "XTR/6",
    ways: () => [],
    pulled: {
      pull: ({ cursor }) => {
        asked.push(cursor);
        return Promise.resolve({ notices: feed.slice(Number(cursor ?? 0)), cursor: String(feed.length) });
      },
    },
  };
}

test("what a daemon tells of a shop's money pays its orders, and is asked for only once", async () => {
  const { context, shop } = await open();
  const order = await placed(shop, "1");
  await claim(shop, order, "ann");
  const asked: (string | null)[] = [];
  const feed = [seen("tx-1"), confirmed("tx-1")];
  await pull(context, daemon(feed, asked));
  expect(await statusOf(shop, "1")).toBe("paid");
  await pull(context, daemon([...feed, { ...seat("tx-1"), kind: "reversed" }], asked));
  expect(asked).toEqual([null, "2"]);
  expect(await rowsOf(shop, `SELECT "at_risk" <> '{}' AS "risky" FROM "orders"`)).toEqual([{ risky: true }]);
});

test("a feed that comes again from the beginning changes nothing", async () => {
  const { context, shop } = await open();
  await placed(shop, "1");
  const feed = [seen("tx-1", "1"), confirmed("tx-1")];
  await pull(context, daemon(feed));
  await rowsOf(shop, `DELETE FROM "cursors"`);
  await pull(context, daemon(feed));
  expect(await statusOf(shop, "1")).toBe("paid");
  expect(await rowsOf(shop, `SELECT count(*)::int AS "transfers" FROM "transfers"`)).toEqual([{ transfers: 2 }]);
});

test("money that vanished before it was final is dropped", async () => {
  const { context, shop } = await open();
  await pull(context, daemon([seen("tx-1"), { ...seat("tx-1"), kind: "dropped" }]));
  expect(await rowsOf(shop, `SELECT "status" FROM "payments"`)).toEqual([{ status: "dropped" }]);
});

test("a daemon that cannot be asked moves no cursor", async () => {
  const { context, shop } = await open();
  const silent = { ...daemon([]), pulled: { pull: () => Promise.reject(new Error("connection refused")) } };
  await pull(context, silent);
  expect(await rowsOf(shop, `SELECT "name" FROM "cursors"`)).toEqual([]);
});
