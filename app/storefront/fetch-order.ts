import { printDecimal, type Decimal } from "#app/engine/money.ts";
import type { AdminClient } from "./client.ts";
import type { Answer } from "./failure.ts";
import type { Asks, Stated, StorefrontOrder } from "./order.ts";
import { readOrderState } from "./order-state.ts";
import { readAmount } from "./price.ts";
import { readOrder, readOrderLines, type BuyerReading, type Line } from "./requests.ts";

/**
 * The order as it is at Shopify now, with the price that `asks` needs; null: Shopify does not have it (deleted, or out
 * of our sight). Under `lines` its lines are read too, in pages of 100.
 */
export async function fetchOrder(
  client: AdminClient,
  wanted: { readonly storefrontId: string; readonly asks: Asks; readonly buyer?: BuyerReading },
): Promise<Answer<StorefrontOrder | null>> {
  const answer = await client.ask(readOrder(wanted.storefrontId, wanted.buyer));
  if ("failure" in answer) return answer;
  const order = answer.data.order === null ? null : readOrderState(answer.data.order);
  if (order === null || wanted.asks !== "lines") return { data: order };
  const lines = await fetchLines(client, wanted.storefrontId);
  if ("failure" in lines) return lines;
  return { data: { ...order, prices: { ...order.prices, lines: summed(lines.data) } } };
}

async function fetchLines(client: AdminClient, storefrontId: string): Promise<Answer<readonly Line[]>> {
  const lines: Line[] = [];
  let after: string | null = null;
  do {
    const answer: Awaited<ReturnType<typeof pageOfLines>> = await pageOfLines(client, storefrontId, after);
    if ("failure" in answer) return answer;
    const page = answer.data.order?.lineItems;
    lines.push(...(page?.nodes ?? []));
    after = page?.pageInfo.hasNextPage === true ? page.pageInfo.endCursor : null;
  } while (after !== null);
  return { data: lines };
}

function pageOfLines(client: AdminClient, storefrontId: string, after: string | null) {
  return client.ask(readOrderLines(storefrontId, after));
}

/** Unit prices before discounts times quantities, as Shopify's `total_line_items_price`; null: not exactly known. */
function summed(lines: readonly Line[]): Stated | null {
  const currency = lines[0]?.originalUnitPriceSet.presentmentMoney.currencyCode;
  let total: Decimal = { digits: 0n, scale: 0 };
  for (const { quantity, originalUnitPriceSet } of lines) {
    const unit = readAmount(originalUnitPriceSet.presentmentMoney.amount);
    if (unit === null) return null;
    total = plus(total, { digits: unit.digits * BigInt(quantity), scale: unit.scale });
  }
  return currency === undefined ? null : { amount: printDecimal(total), currency };
}

function plus(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  const at = ({ digits, scale: own }: Decimal) => digits * 10n ** BigInt(scale - own);
  return { digits: at(a) + at(b), scale };
}
