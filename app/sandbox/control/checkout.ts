import { z } from "zod";
import { parseAmount, times, total as totalOf, type Sum, zero } from "../shop/amount.ts";
import type { Checkout } from "../shop/placing.ts";
import type { Shop } from "../shop/shop.ts";

/** An order as tests, the demo and the store page ask for it. Amounts are decimal texts in the order's currency. */
export const orderRequestSchema = z.strictObject({
  lines: z.array(z.strictObject({ title: z.string(), price: z.string(), quantity: z.number().int().min(1).max(999).default(1), productId: z.string().regex(/^\d+$/).optional() })).optional(),
  total: z.string().optional(),
  /** What the customer pays in; with another than the shop's, `shopTotal` says the same in the shop's. */
  currency: z.string().regex(/^[A-Z]{3}$/).optional(),
  shopTotal: z.string().optional(),
  customer: z.strictObject({ id: z.string().regex(/^\d+$/).optional(), firstName: z.string().default("Ada"), lastName: z.string().default("Lovelace"), email: z.email() }).nullish(),
  /** A guest's e-mail address. */
  email: z.email().optional(),
  gateway: z.string().optional(),
  giftCard: z.string().optional(),
  note: z.string().nullish(),
  noteAttributes: z.array(z.strictObject({ name: z.string(), value: z.string() })).optional(),
  tags: z.array(z.string()).optional(),
  sourceName: z.string().optional(),
  test: z.boolean().optional(),
});

export type OrderRequest = z.input<typeof orderRequestSchema>;
type Parsed = z.output<typeof orderRequestSchema>;

/** Something was asked that this world cannot do; the message says what. */
export class ControlError extends Error {}

export function amountIn(text: string, currency: string): bigint {
  const units = parseAmount(text, currency);
  if (units === null || units < 0n) throw new ControlError(`"${text}" is not an amount in ${currency}`);
  return units;
}

/** Turns presentment amounts into the shop's, at the rate of the order's two totals. Rounded half up. */
function exchange(request: Parsed, shopCurrency: string, presentmentTotal: bigint): (units: bigint) => Sum {
  const currency = request.currency ?? shopCurrency;
  if (currency === shopCurrency) return (units) => ({ shop: units, presentment: units });
  if (request.shopTotal === undefined) throw new ControlError(`an order in ${currency} needs shopTotal, its total in ${shopCurrency}`);
  const shopTotal = amountIn(request.shopTotal, shopCurrency);
  if (presentmentTotal === 0n) throw new ControlError("an order in another currency needs a total above zero");
  return (units) => ({ presentment: units, shop: (2n * units * shopTotal + presentmentTotal) / (2n * presentmentTotal) });
}

/** The same e-mail address is the same customer. */
function customerOf(shop: Shop, request: Parsed): Checkout["customer"] {
  const { customer } = request;
  if (!customer) return null;
  const known = [...shop.state.orders.values()].find((order) => order.customer?.email === customer.email);
  return { ...customer, id: customer.id ?? known?.customer?.id ?? null };
}

export function checkoutOf(shop: Shop, request: Parsed): Checkout {
  const shopCurrency = shop.state.currency;
  const currency = request.currency ?? shopCurrency;
  const asked: NonNullable<Parsed["lines"]> = request.lines ?? [{ title: "Something nice", price: request.total ?? "10", quantity: 1 }];
  const units = asked.map((line) => amountIn(line.price, currency));
  const linesTotal = totalOf(asked.map((line, index) => times({ shop: 0n, presentment: units[index] ?? 0n }, line.quantity)));
  const total = request.total === undefined ? linesTotal.presentment : amountIn(request.total, currency);
  const toSum = exchange(request, shopCurrency, total);
  return {
    lines: asked.map(({ title, quantity, productId }, index) => ({ title, quantity, productId: productId ?? null, price: toSum(units[index] ?? 0n) })),
    total: toSum(total),
    presentmentCurrency: currency,
    customer: customerOf(shop, request),
    email: request.customer?.email ?? request.email ?? null,
    gateway: request.gateway ?? shop.state.methodName,
    giftCard: request.giftCard === undefined ? zero : toSum(amountIn(request.giftCard, currency)),
    note: request.note ?? null,
    noteAttributes: request.noteAttributes ?? [],
    tags: request.tags ?? [],
    sourceName: request.sourceName ?? "web",
    test: request.test ?? false,
  };
}
