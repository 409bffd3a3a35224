import type { Asset } from "#app/engine/money.ts";
import { convert, type Rate } from "#app/engine/quote.ts";
import { BOARD_PLACE, differs, type Board } from "./board.ts";
import type { AdminClient } from "./client.ts";
import { refusal } from "./errand.ts";
import type { Answer, Failure } from "./failure.ts";
import { readAmount } from "./price.ts";
import { defineRateObject, deleteMetafields, dropRateObject, extendRateObject, PRICE_PLACE, readBoard, readRateObject, readVariantsOf, setMetafields, setRateObject, type Variant } from "./price-requests.ts";

type Told = Answer<"told" | "already">;

/** Makes the shop's board what it shall be; nothing is sent where it is so already. */
export async function tellBoard(client: AdminClient, board: Board): Promise<Told> {
  const found = await client.ask(readBoard());
  if ("failure" in found) return found;
  const { id, metafield } = found.data;
  if (!differs(metafield?.value ?? null, board)) return { data: "already" };
  const set = refusal(await client.ask(setMetafields([{ ownerId: id, ...BOARD_PLACE, type: "json", value: JSON.stringify(board) }])));
  return "failure" in set ? set : { data: "told" };
}

type Rates = { readonly rates: readonly Rate[]; readonly asset: Asset };

/** The metaobject `tari-price-global`: by currency, how many µT one unit of it is. Without rates it goes. */
export async function tellRates(client: AdminClient, { rates, asset }: Rates): Promise<Told> {
  const found = await client.ask(readRateObject());
  if ("failure" in found) return found;
  const { metaobjectDefinitionByType: definition, metaobjectByHandle: object } = found.data;
  const fields = rates.map((rate) => ({ key: rate.currency.toLowerCase(), value: convert({ currency: rate.currency, amount: { digits: 1n, scale: 0 } }, rate, asset).units.toString() }));
  if (fields.length === 0) return object ? done(await client.ask(dropRateObject(object.id))) : { data: "already" };
  const known = new Set(definition?.fieldDefinitions.map(({ key }) => key));
  const missing = fields.map(({ key }) => key).filter((key) => !known.has(key));
  if (missing.length > 0) {
    const defined = refusal<{ readonly userErrors: readonly { readonly message: string; readonly code: string | null }[] }>(await client.ask(definition ? extendRateObject(definition.id, missing) : defineRateObject(missing)));
    if ("failure" in defined) return defined;
  }
  const before = new Map(object?.fields.map(({ key, value }) => [key, value]));
  const isSame = fields.every(({ key, value }) => before.get(key) === value);
  return isSame ? { data: "already" } : done(await client.ask(setRateObject(fields)));
}

function done(answer: Parameters<typeof refusal>[0]): Told {
  const sent = refusal(answer);
  return "failure" in sent ? sent : { data: "told" };
}

/** What a variant's price is in the asset, for one shop and one rate; null: variants shall carry no price. */
export type Pricing = { readonly rate: Rate; readonly asset: Asset } | null;

/** Shopify keeps no larger whole number in a metafield. */
const LARGEST = 9_007_199_254_740_991n;
const AT_ONCE = 25;

export type Written = { readonly written: number; readonly refused: number };

/** Gives the variants their prices: only those whose price differs, 25 at a time. */
export async function priceVariants(client: AdminClient, variants: readonly Variant[], pricing: Pricing): Promise<Answer<Written>> {
  const wanted = variants.map((variant) => ({ variant, value: priceOf(variant, pricing) })).filter(({ variant, value }) => value !== (variant.metafield?.value ?? null));
  let [written, refused] = [0, 0];
  for (let from = 0; from < wanted.length; from += AT_ONCE) {
    const sent = await send(client, wanted.slice(from, from + AT_ONCE));
    if ("failure" in sent) return sent;
    written += sent.data.written;
    refused += sent.data.refused;
  }
  return { data: { written, refused } };
}

function priceOf({ price }: Variant, pricing: Pricing): string | null {
  const amount = readAmount(price);
  if (pricing === null || amount === null) return null;
  const { units } = convert({ currency: pricing.rate.currency, amount }, pricing.rate, pricing.asset);
  return units > LARGEST ? null : units.toString();
}

type Wanted = { readonly variant: Variant; readonly value: string | null };

/** One variant that is gone by now refuses the whole batch; then each is sent by itself. */
async function send(client: AdminClient, batch: readonly Wanted[]): Promise<Answer<Written>> {
  const failure = await sent(client, batch);
  if (failure === null) return { data: { written: batch.length, refused: 0 } };
  if (failure.kind !== "refused") return { failure };
  if (batch.length === 1) return { data: { written: 0, refused: 1 } };
  let [written, refused] = [0, 0];
  for (const one of batch) {
    const alone = await send(client, [one]);
    if ("failure" in alone) return alone;
    written += alone.data.written;
    refused += alone.data.refused;
  }
  return { data: { written, refused } };
}

async function sent(client: AdminClient, batch: readonly Wanted[]): Promise<Failure | null> {
  const toSet = batch.flatMap(({ variant, value }) => (value === null ? [] : [{ ownerId: variant.id, ...PRICE_PLACE, type: "number_integer", value }]));
  const toDelete = batch.flatMap(({ variant, value }) => (value === null ? [{ ownerId: variant.id, ...PRICE_PLACE }] : []));
  const set = toSet.length > 0 ? refusal(await client.ask(setMetafields(toSet))) : null;
  if (set && "failure" in set) return set.failure;
  const gone = toDelete.length > 0 ? refusal(await client.ask(deleteMetafields(toDelete))) : null;
  return gone && "failure" in gone ? gone.failure : null;
}

/** All variants of one product; one that is no more has none. */
export async function priceProduct(client: AdminClient, product: string, pricing: Pricing): Promise<Answer<Written>> {
  let after: string | null = null;
  let [written, refused] = [0, 0];
  do {
    const page: Answer<{ readonly nodes: readonly Variant[]; readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null } } | null> = await client.ask(readVariantsOf(product, after));
    if ("failure" in page) return page;
    if (page.data === null) break;
    const priced = await priceVariants(client, page.data.nodes, pricing);
    if ("failure" in priced) return priced;
    written += priced.data.written;
    refused += priced.data.refused;
    after = page.data.pageInfo.hasNextPage ? page.data.pageInfo.endCursor : null;
  } while (after !== null);
  return { data: { written, refused } };
}
