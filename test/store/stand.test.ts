import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keysOf, sorted } from "#app/commands/keys.ts";
import { EngineError } from "#app/engine/error.ts";
import { shopId, type ShopId } from "#app/engine/ids.ts";
import { isOpen, oldestFirst } from "#app/engine/order.ts";
import type { Outcome } from "#app/engine/outcome.ts";
import { printDecimal } from "#app/engine/money.ts";
import type { Standing } from "#app/engine/standing.ts";
import { openDatabase, type Database } from "#app/store/database.ts";
import { writePolicy } from "#app/store/policy.ts";
import { save } from "#app/store/save.ts";
import { keepShop } from "#app/store/shops.ts";
import { partsOf } from "#app/store/parts.ts";
import { sight, stand, worldOf, type Seeds, type World } from "#app/store/stand.ts";
import { inTransaction } from "#app/store/transaction.ts";
import { realEngine, type Engine } from "../engine/engine.ts";
import { histories, play, type Happening } from "../engine/history.ts";
import { cus, T0 } from "../engine/makes.ts";
import { freshDatabase } from "../setup/database.ts";
import { buyer, recording, seeds, told, type Taken, type Told } from "./whole-world.ts";

let db: Database;
let engine: Engine;
beforeAll(async () => {
  db = openDatabase(await freshDatabase());
  engine = await realEngine();
});
afterAll(() => db.close());

const RUNS = 24;
const PATIENCE_MS = 120_000;

test("what a command reads, alone or as its part of a batch, is all that its decision depends on: it decides as if it saw the whole world", async () => {
  const samples = fc.sample(fc.tuple(fc.nat(7), histories), { seed: 20261121, numRuns: RUNS });
  let decisions = 0;
  for (const [number, [policy, history]] of samples.entries()) {
    const taken: Taken[] = [];
    play(recording(engine, taken), policy, history.filter(isRepeatable));
    const shop = await openShop(number);
    for (const each of taken) await inTransaction(db.pool, (client) => decideAgain(client, shop, each));
    decisions += taken.length;
  }
  expect(decisions).toBeGreaterThan(RUNS * 20);
}, PATIENCE_MS);

// Rates are only ever added in the database; a history that takes them away cannot be told there.
const isRepeatable = ({ verb, b }: Happening) => verb !== "rates" || b >= 2;

async function openShop(number: number): Promise<ShopId> {
  const shop = shopId(`history-${number}.myshopify.com`);
  await inTransaction(db.pool, (client) => keepShop(client, shop, {}, T0));
  const customers = [0, 1, 2].map((n) => cus(n));
  for (const id of customers) await db.pool.query(`INSERT INTO "customers" ("shop", "id", "storefront_id") VALUES ($1, $2, $3)`, [shop, id, buyer(id)[0]]);
  return shop;
}

type Client = Parameters<Parameters<typeof inTransaction>[1]>[0];

async function decideAgain(client: Client, shop: ShopId, taken: Taken): Promise<void> {
  await setCircumstances(client, shop, taken.standing);
  const result = await again(client, shop, taken);
  expect(result, `${taken.name} ${JSON.stringify(taken.input, (_key, value: unknown) => (typeof value === "bigint" ? `${value}n` : value))}`).toEqual(taken.result);
}

async function again(client: Client, shop: ShopId, taken: Taken): Promise<Told> {
  try {
    return told(await decisions(client, shop, taken));
  } catch (error) {
    if (error instanceof EngineError) return { refused: error.code };
    throw error;
  }
}

/** A change of rate or policy is carried to each order it may concern, by a command of its own. */
async function decisions(client: Client, shop: ShopId, taken: Taken): Promise<readonly Outcome[]> {
  const { name, now, standing } = taken;
  if (name !== "retry" && name !== "priceAll") return [await decideOne(client, shop, taken, seedsFor(taken))];
  const open = [...standing.orders.values()].filter((order) => isOpen(order) && (name === "retry" || order.quote === null)).sort(oldestFirst);
  const outcomes: Outcome[] = [];
  for (const order of open) outcomes.push(await decideOne(client, shop, { ...taken, now }, { orders: [order.id] }));
  return outcomes;
}

function seedsFor({ name, input }: Taken): Seeds {
  const find = seeds[name] as ((asked: unknown) => Seeds) | undefined;
  if (!find) throw new Error(`no seeds for ${name}`);
  return find(input);
}

let reads = 0;

async function decideOne(client: Client, shop: ShopId, { name, input, now, standing }: Taken, from: Seeds): Promise<Outcome> {
  const world = reads++ % 2 === 0 ? await stand(client, shop, keysOf(from), from) : await partOfAll(client, shop, standing, from);
  if (!world || "missing" in world) throw new Error("nobody else is here");
  const decide = engine.flow[name] as unknown as (...args: readonly unknown[]) => Outcome;
  const args = input === null ? [] : [withOwnToken(input, shop)];
  const outcome = decide(...args, world.standing, now);
  await save(client, outcome, {});
  return outcome;
}

/** Its part of a batch in which everything else is asked for too. */
async function partOfAll(client: Client, shop: ShopId, { orders, payments, accounts }: Standing, from: Seeds): Promise<World> {
  const everything: Seeds = { orders: [...orders.keys()], payments: [...payments.keys()], accounts: [...accounts.keys()], reach: "history", wide: true };
  const seen = await sight(client, shop, sorted([...keysOf(from), ...keysOf(everything)]), [from, everything]);
  if (!seen || "missing" in seen) throw new Error("nobody else is here");
  const [part] = partsOf(seen, [{ seeds: from, things: keysOf(from) }]);
  if (!part) throw new Error("the first of a batch has its part");
  return worldOf(part, from);
}

let tokens = 0;
/** Tokens are unique on the server; the history gives all orders the same. */
function withOwnToken(input: unknown, _shop: ShopId): unknown {
  const placement = input as { order?: { token?: string } };
  if (typeof placement?.order?.token !== "string") return input;
  return { ...placement, order: { ...placement.order, token: (++tokens).toString(16).padStart(32, "0") } };
}

/** Policy, rates, and how far the cancel errands are: what the history changes without a decision. */
async function setCircumstances(client: Client, shop: ShopId, standing: Standing): Promise<void> {
  await client.query(`UPDATE "shops" SET "policy" = $2 WHERE "id" = $1`, [shop, writePolicy(standing.policy)]);
  for (const { currency, perUnit, source, asOf } of standing.rates.values()) {
    await client.query(
      `INSERT INTO "rates" ("shop", "currency", "per_unit", "source", "as_of", "set_by") SELECT $1::text, $2::text, $3::numeric, $4, $5, 'history'
       WHERE $3::numeric IS DISTINCT FROM (SELECT "per_unit" FROM "rates" WHERE "shop" = $1 AND "currency" = $2 ORDER BY "number" DESC LIMIT 1)`,
      [shop, currency, printDecimal(perUnit), source, asOf],
    );
  }
  for (const [order, state] of standing.cancels) {
    await client.query(
      `UPDATE "deliveries" SET "attempts" = $3, "done_at" = $4, "result" = $5 WHERE "shop" = $1 AND "object" = $2 AND "target" = 'storefront.cancel' AND "done_at" IS NULL`,
      [shop, order, state === "waiting" ? 0 : 1, state === "done" ? T0 : null, state === "done" ? "sent" : null],
    );
  }
}
