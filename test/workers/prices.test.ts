import { expect, test } from "vitest";
import { setRate, setUpShop } from "#app/commands/set-up.ts";
import { hashOf } from "#app/doors/shopify-envelope.ts";
import { obey } from "#app/doors/shopify-obey.ts";
import { convert } from "#app/engine/quote.ts";
import { rateObject } from "#app/sandbox/graphql/metaobjects.ts";
import { moreGoods, productGid, type Variant } from "#app/sandbox/shop/goods.ts";
import { settleIn } from "#app/store/backup/settle-in.ts";
import { leaseBoards, takeUpBoard } from "#app/store/boards.ts";
import { attention } from "#app/store/reads/attention.ts";
import { priceStanding } from "#app/store/reads/prices.ts";
import { readAmount } from "#app/storefront/price.ts";
import { keepPrices } from "#workers/prices.ts";
import { rate } from "../theme/world.ts";
import { openWorld, type World } from "./world.ts";

const GRANTED = ["read_orders", "write_orders", "write_products", "write_metaobject_definitions", "write_metaobjects"];

/** Everything that is due, as workers do it; how many turns it took. */
async function work({ context, pass }: World): Promise<number> {
  pass(6);
  for (let turns = 0; ; turns += 1) {
    const offers = await leaseBoards(context.db.pool, { now: context.clock(), leaseSeconds: 5, limit: 10 });
    if (offers.length === 0) return turns;
    for (const offer of offers) await keepPrices(context, offer);
  }
}

const told = ({ there }: World): unknown => JSON.parse(there.state.appMetafields.find(({ key }) => key === "prices")?.value ?? "null");
const variants = ({ there }: World): readonly Variant[] => [...there.state.products.values()].flatMap((product) => product.variants);
const shownAt = ({ metafields }: Variant): string | null => metafields.find(({ namespace, key }) => namespace === "custom" && key === "tari_price")?.value ?? null;
const wanted = ({ price }: Variant, perUnit: string): string => convert({ currency: "USD", amount: readAmount(price) ?? { digits: 0n, scale: 0 } }, rate("USD", perUnit), "XTR/6").units.toString();
const asks = ({ asked }: World, name: string): number => asked.filter((each) => each === name).length;
const standing = ({ context, shop }: World) => priceStanding(context.db.pool, shop.id);
const choose = ({ context, shop }: World, themePrices: "on" | "off") => setUpShop(context, shop.id, { policy: { themePrices } });

/** A shop of so many variants whose theme reads prices from them. */
async function openThemed(products: number, each: number, setting: Parameters<typeof openWorld>[0] = {}): Promise<World> {
  const world = await openWorld(setting);
  world.there.state.products = moreGoods(products, each);
  world.there.changeScopes(GRANTED);
  await choose(world, "on");
  return world;
}

test("the theme is told of the rates at installation, and anew only when one changes or the old word runs out", async () => {
  const world = await openWorld();
  await work(world);
  expect(told(world)).toMatchObject({ v: 1, asset: "XTR/6", symbol: "XTR", scale: 6, rates: { USD: { per: "300000", of: "1" } } });
  await setUpShop(world.context, world.shop.id, {});
  await work(world);
  expect(asks(world, "SetMetafields")).toBe(1);
  await setRate(world.context, world.shop.id, rate("USD", "31.5", world.context.clock()), "test");
  await setRate(world.context, world.shop.id, rate("EUR", "33.333", world.context.clock()), "test");
  expect(await work(world)).toBe(1);
  expect(told(world)).toMatchObject({ rates: { USD: { per: "315000", of: "1" }, EUR: { per: "333330", of: "1" } } });
  expect(asks(world, "SetMetafields")).toBe(2);
  for (let hours = 0; hours < 24; hours += 6) {
    world.pass(6 * 3_600);
    await work(world);
  }
  // Each word is believed for a day, and renewed when half of it is over.
  expect(asks(world, "SetMetafields")).toBe(4);
  expect(asks(world, "VariantsAfter") + asks(world, "RateObject")).toBe(0);
});

test("after a restore the theme and the variants are told what counts now, whatever they were told since the backup", async () => {
  const world = await openThemed(1, 3);
  await work(world);
  world.there.state.appMetafields = world.there.state.appMetafields.map((each) => ({ ...each, value: `{"v":1,"rates":{}}` }));
  for (const [id, product] of world.there.state.products) world.there.state.products.set(id, { ...product, variants: product.variants.map((each) => ({ ...each, metafields: [] })) });
  const takenAt = new Date(Date.now() - 86_400_000).toISOString();
  await settleIn(world.context.db.pool, { takenAt } as Parameters<typeof settleIn>[1]);
  await world.reconcile();
  await work(world);
  expect(told(world)).toMatchObject({ rates: { USD: { per: "300000" } } });
  expect(variants(world).map(shownAt)).toEqual(variants(world).map((each) => wanted(each, "30")));
});

test("where the shop chose so, every variant gets the engine's own price, and a second look writes nothing", async () => {
  const world = await openThemed(3, 90);
  await work(world);
  expect(variants(world).map(shownAt)).toEqual(variants(world).map((each) => wanted(each, "30")));
  expect(rateObject(world.there)).toEqual({ usd: "30000000" });
  expect(await standing(world)).toMatchObject({ isTold: true, error: null, run: { total: 270, seen: 270, written: 270, refused: 0, endedAt: expect.any(Date) } });
  const written = asks(world, "SetMetafields");
  expect(written).toBe(1 + Math.ceil(100 / 25) + Math.ceil(100 / 25) + Math.ceil(70 / 25));
  world.pass(7 * 3_600);
  await work(world);
  expect(asks(world, "SetMetafields")).toBe(written);
  const [first] = variants(world);
  await setRate(world.context, world.shop.id, rate("USD", "29.999999", world.context.clock()), "test");
  await work(world);
  expect(first && shownAt(variants(world)[0] ?? first)).toBe(first && wanted(first, "29.999999"));
  expect(rateObject(world.there)).toEqual({ usd: "29999999" });
});

test("a run that is killed goes on at the page where it was, and writes nothing twice", async () => {
  let pagesLeft = 2;
  const world = await openThemed(5, 100, {
    weather: (passing, proceed) => (passing.body.includes("VariantsAfter") && pagesLeft-- <= 0 ? Promise.resolve(new Response("", { status: 503 })) : proceed()),
  });
  await work(world);
  expect(await standing(world)).toMatchObject({ error: "server: Shopify answered 503", run: { total: 500, seen: 200, written: 200, endedAt: null } });
  pagesLeft = 100;
  world.pass(3_600);
  // Somebody takes it in hand and is never heard of again.
  const [offer] = await leaseBoards(world.context.db.pool, { now: world.context.clock(), leaseSeconds: 5, limit: 1 });
  const lost = offer && (await takeUpBoard(world.context.db.pool, offer, { now: world.context.clock(), leaseSeconds: 60 }));
  expect(lost).toMatchObject({ run: "1 USD = 30 XTR/6" });
  expect(await work(world)).toBe(0);
  world.pass(61);
  await work(world);
  expect(await standing(world)).toMatchObject({ error: null, run: { seen: 500, written: 500, endedAt: expect.any(Date) } });
  expect(asks(world, "SetMetafields")).toBe(1 + 500 / 25);
  expect(variants(world).every((each) => shownAt(each) === wanted(each, "30"))).toBe(true);
});

test("a reminder that comes twice is obeyed once", async () => {
  const world = await openWorld();
  world.pass(6);
  const [offer] = await leaseBoards(world.context.db.pool, { now: world.context.clock(), leaseSeconds: 5, limit: 1 });
  if (!offer) throw new Error("nothing was due");
  await Promise.all([keepPrices(world.context, offer), keepPrices(world.context, offer)]);
  await keepPrices(world.context, offer);
  expect(asks(world, "PriceBoard")).toBe(1);
});

/** What Shopify sends of a changed product, to a door that has verified it. */
async function hearOf({ context, shop }: World, product: string, topic = "products/update"): Promise<string> {
  const bytes = Buffer.from(JSON.stringify({ id: Number(product), admin_graphql_api_id: productGid(product), updated_at: context.clock().toISOString() }));
  return obey(context, { shop: shop.id, topic, eventId: hashOf(bytes).slice(0, 20), webhookId: null, hmac: null, triggeredAt: null }, bytes);
}

test("a product that changed is looked at, once for all its news, and only what differs is written", async () => {
  const world = await openThemed(2, 3);
  await work(world);
  const [product] = [...world.there.state.products.values()];
  const [changed, same] = product?.variants ?? [];
  if (!product || !changed || !same) throw new Error("the shop sells nothing");
  const before = asks(world, "SetMetafields");
  world.there.setVariantPrice(changed.id, "77.77");
  expect(await hearOf(world, product.id)).toBe(`product: ${product.id}`);
  world.pass(1);
  expect(await hearOf(world, product.id, "products/create")).toBe(`product: ${product.id}`);
  expect(await hearOf(world, "123")).toBe("product: 123");
  await work(world);
  const [now] = variants(world).filter(({ id }) => id === changed.id);
  expect(now && shownAt(now)).toBe(wanted({ ...changed, price: "77.77" }, "30"));
  expect(asks(world, "SetMetafields")).toBe(before + 1);
  expect(asks(world, "VariantsOf")).toBe(2);
  expect((await world.context.db.pool.query(`SELECT FROM "heard_products"`)).rowCount).toBe(0);
});

test("a shop whose theme reads no prices there keeps nothing of its products' news", async () => {
  const world = await openWorld();
  expect(await hearOf(world, "123")).toBe("not asked for");
  expect((await world.context.db.pool.query(`SELECT FROM "heard_products"`)).rowCount).toBe(0);
});

test("switched off, the prices are removed from every variant, and the rates with them", async () => {
  const world = await openThemed(2, 60);
  await work(world);
  await choose(world, "off");
  await work(world);
  expect(variants(world).map(shownAt).filter((each) => each !== null)).toEqual([]);
  expect(rateObject(world.there)).toBeNull();
  expect(told(world)).toMatchObject({ rates: { USD: { per: "300000" } } });
  const asked = world.asked.length;
  world.pass(7 * 3_600);
  await work(world);
  expect(world.asked.slice(asked)).toEqual(["PriceBoard"]);
});

/** The merchant deletes a variant, once. */
function removeFirst({ there }: World): void {
  const [product] = [...there.state.products.values()];
  if (product?.variants.length === 30) there.state.products.set(product.id, { ...product, variants: product.variants.slice(1) });
}

test("a variant that is gone meanwhile keeps no other from its price", async () => {
  const world = await openThemed(1, 30, {
    weather: async (passing, proceed) => {
      const answer = await proceed();
      if (passing.body.includes("VariantsAfter")) removeFirst(world);
      return answer;
    },
  });
  await work(world);
  expect(await standing(world)).toMatchObject({ run: { seen: 30, written: 29, refused: 1 } });
  expect(variants(world).every((each) => shownAt(each) === wanted(each, "30"))).toBe(true);
});

test("what the merchant did not grant is said, on Home too once it keeps failing, and taken up when it is granted", async () => {
  const world = await openWorld();
  await choose(world, "on");
  await work(world);
  expect((await standing(world)).error).toMatch(/^forbidden: Access denied/);
  expect(told(world)).toMatchObject({ rates: { USD: { per: "300000" } } });
  const onHome = async () => (await attention(world.context.db.pool, world.shop.id, world.context.clock())).prices;
  expect(await onHome()).toEqual([]);
  for (let tries = 0; tries < 2; tries += 1) {
    world.pass(3_600);
    await work(world);
  }
  expect(await onHome()).toEqual([{ why: expect.stringMatching(/^forbidden: Access denied/), nextAt: expect.any(Date) }]);
  world.there.changeScopes(GRANTED);
  const bytes = Buffer.from(JSON.stringify({ id: 1, shop_id: `gid://shopify/Shop/${world.there.state.id}`, previous: [], current: GRANTED, updated_at: world.context.clock().toISOString() }));
  await obey(world.context, { shop: world.shop.id, topic: "app/scopes_update", eventId: "granted", webhookId: null, hmac: null, triggeredAt: null }, bytes);
  await work(world);
  expect(await standing(world)).toMatchObject({ error: null, run: { written: 5, endedAt: expect.any(Date) } });
  expect(await onHome()).toEqual([]);
});

test("writing takes only the upper half of the shop's cost budget, and is never refused for it", async () => {
  const world = await openThemed(30, 100);
  world.there.setSwitches({ costBudget: "drained", restoreRate: 100 });
  await work(world);
  const { run } = await standing(world);
  expect(run).toMatchObject({ total: 3000, endedAt: null });
  expect(run?.seen).toBeGreaterThanOrEqual(300);
  expect(world.there.state.struck.throttled).toBe(0);
  expect(world.there.state.budget.available).toBeGreaterThan(600);
});
