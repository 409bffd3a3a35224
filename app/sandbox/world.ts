import { z } from "zod";
import { faultsSchema, neverStruck, noFaults, struckSchema } from "./faults/fault.ts";
import { definitionSchema, firstGoods, metafieldSchema as metafield, metaobjectSchema, productSchema } from "./shop/goods.ts";

/** Everything the make-believe world remembers. Kept in one file, read back through these shapes. */

const sum = z.object({ shop: z.bigint(), presentment: z.bigint() });

const customer = z.object({ id: z.string(), firstName: z.string(), lastName: z.string(), email: z.string() });

const transaction = z.object({
  id: z.string(),
  kind: z.enum(["SALE", "REFUND"]),
  status: z.enum(["PENDING", "SUCCESS"]),
  gateway: z.string(),
  manual: z.boolean(),
  amount: sum,
  parentId: z.string().nullable(),
  at: z.string(),
});

const refund = z.object({ id: z.string(), note: z.string().nullable(), amount: sum, transactionIds: z.array(z.string()), at: z.string() });
const line = z.object({ id: z.string(), productId: z.string().nullable(), title: z.string(), quantity: z.number(), price: sum });

const order = z.object({
  id: z.string(),
  number: z.number(),
  name: z.string(),
  token: z.string(),
  checkoutToken: z.string(),
  cartToken: z.string(),
  confirmationNumber: z.string(),
  currency: z.string(),
  presentmentCurrency: z.string(),
  customer: customer.nullable(),
  email: z.string().nullable(),
  gateways: z.array(z.string()),
  lines: z.array(line),
  total: sum,
  currentTotal: sum,
  transactions: z.array(transaction),
  refunds: z.array(refund),
  metafields: z.array(metafield),
  note: z.string().nullable(),
  noteAttributes: z.array(z.object({ name: z.string(), value: z.string() })),
  tags: z.array(z.string()),
  sourceName: z.string(),
  test: z.boolean(),
  restocked: z.boolean(),
  cancelReason: z.string().nullable(),
  cancelledAt: z.string().nullable(),
  closedAt: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
});

/** One mutation the app asked for, or one thing the merchant did: what tests count. */
const deed = z.object({ field: z.string(), by: z.enum(["app", "merchant"]), result: z.enum(["done", "refused", "started", "failed"]), detail: z.string(), at: z.string() });

const job = z.object({
  id: z.string(),
  orderId: z.string(),
  reason: z.string(),
  restock: z.boolean(),
  refund: z.boolean(),
  by: z.enum(["app", "merchant"]),
  dueAt: z.number(),
  done: z.boolean(),
});

const letter = z.object({
  id: z.string(),
  eventId: z.string(),
  topic: z.string(),
  orderId: z.string().nullable(),
  path: z.string(),
  body: z.string(),
  triggeredAt: z.string(),
  dueAt: z.number(),
  state: z.enum(["waiting", "held", "delivered", "given-up", "dropped"]),
  tries: z.array(z.object({ at: z.string(), answer: z.string() })),
});

const token = z.object({
  accessToken: z.string(),
  online: z.boolean(),
  expiresAt: z.number().nullable(),
  refreshToken: z.string().nullable(),
  refreshExpiresAt: z.number().nullable(),
  replaces: z.string().nullable(),
});

const switches = z.object({
  hold: z.boolean(),
  copies: z.number(),
  dropTopics: z.array(z.string()),
  retryMs: z.array(z.number()),
  answerWithinMs: z.number(),
  cancelDelayMs: z.number(),
  costBudget: z.enum(["untouched", "drained"]),
  /** Points the cost budget regains in a second: what a Standard, Advanced, Plus or Enterprise shop has. */
  restoreRate: z.literal([100, 200, 1_000, 2_000]).default(100),
});

const shop = z.object({
  domain: z.string(),
  id: z.string(),
  name: z.string(),
  currency: z.string(),
  methodName: z.string(),
  installed: z.boolean(),
  scopes: z.array(z.string()),
  nextNumber: z.number(),
  products: z.map(z.string(), productSchema).default(firstGoods),
  /** What the app keeps on its installation; theme blocks read it as `app.metafields`. */
  appMetafields: z.array(metafield).default([]),
  metaobjectDefinitions: z.map(z.string(), definitionSchema).default(() => new Map()),
  metaobjects: z.map(z.string(), metaobjectSchema).default(() => new Map()),
  orders: z.map(z.string(), order),
  deeds: z.map(z.string(), z.array(deed)),
  jobs: z.map(z.string(), job),
  letters: z.map(z.string(), letter),
  pastLetters: z.array(letter),
  tokens: z.array(token),
  switches,
  faults: faultsSchema.default(noFaults),
  struck: struckSchema.default(neverStruck),
  /** What the search index still shows of orders that changed. */
  unindexed: z.array(z.object({ orderId: z.string(), before: order.nullable(), until: z.number() })).default([]),
  budget: z.object({ available: z.number(), at: z.number() }),
  idempotent: z.map(z.string(), z.object({ input: z.string(), refundId: z.string() })),
});

const payment = z.object({
  txid: z.string(),
  shop: z.string(),
  orderId: z.string().nullable(),
  memo: z.string().nullable(),
  paymentId: z.string().nullable().default(null),
  units: z.bigint(),
  sender: z.string(),
  state: z.enum(["kept back", "in mempool", "confirmed", "reversed"]),
  answers: z.array(z.object({ at: z.string(), what: z.string(), status: z.number(), body: z.string() })),
  at: z.string(),
});

const purse = z.object({ address: z.string(), secretKey: z.string() });

export const worldSchema = z.object({
  sequence: z.bigint(),
  shops: z.map(z.string(), shop),
  shopper: purse.nullable(),
  receivers: z.map(z.string(), purse.extend({ nonce: z.bigint() })),
  payments: z.array(payment),
  claims: z.array(z.object({ shop: z.string(), orderId: z.string(), status: z.number(), answer: z.string(), at: z.string() })),
});

export type World = z.infer<typeof worldSchema>;
export type ShopState = z.infer<typeof shop>;
export type Order = Readonly<z.infer<typeof order>>;
export type Metaobject = Readonly<z.infer<typeof metaobjectSchema>>;
export type MetaobjectDefinition = Readonly<z.infer<typeof definitionSchema>>;
export type Line = Readonly<z.infer<typeof line>>;
export type Customer = Readonly<z.infer<typeof customer>>;
export type Transaction = Readonly<z.infer<typeof transaction>>;
export type Refund = Readonly<z.infer<typeof refund>>;
export type Metafield = Readonly<z.infer<typeof metafield>>;
export type Deed = Readonly<z.infer<typeof deed>>;
export type Job = Readonly<z.infer<typeof job>>;
export type Letter = Readonly<z.infer<typeof letter>>;
export type Token = Readonly<z.infer<typeof token>>;
export type Switches = Readonly<z.infer<typeof switches>>;
export type Purse = Readonly<z.infer<typeof purse>>;
export type Payment = Readonly<z.infer<typeof payment>>;

export const allSwitches = switches;
// Not with `.partial()` alone: a switch left out must keep its place, not take its default.
export const someSwitches = switches.extend({ restoreRate: switches.shape.restoreRate.unwrap() }).partial();

export const emptyWorld = (): World => ({
  // Shopify's real ids lie beyond what a JSON number keeps; ours do so from the first order on.
  sequence: 820_982_911_946_154_000n,
  shops: new Map(),
  shopper: null,
  receivers: new Map(),
  payments: [],
  claims: [],
});
