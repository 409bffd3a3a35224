import { z } from "zod";
import { orderGid } from "./ids.ts";
import { documents } from "./operations.ts";
import { listedOrder } from "./order-state.ts";
import { cancelState, paidState, tagState } from "./standing.ts";
import { moneySet, type Request } from "./wire.ts";

/** Whether orders are read with their customer, which needs the scope read_customers. */
export type BuyerReading = "with customer" | "without customer";

const page = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });
const userErrors = z.array(z.object({ message: z.string() }));
const noCode = userErrors.transform((errors) => errors.map(({ message }) => ({ message, code: null })));

const line = z.object({
  quantity: z.int(),
  originalUnitPriceSet: moneySet,
});
export type Line = z.infer<typeof line>;

// Each is made once: zod compiles a schema at its first use, which takes longer than reading an answer.
const answers = {
  anOrder: z.object({ order: listedOrder.nullable() }),
  aPaidState: z.object({ order: paidState.nullable() }),
  aCancelState: z.object({ order: cancelState.nullable() }),
  aTagState: z.object({ order: tagState.nullable() }),
  ordersPage: z.object({ orders: z.object({ nodes: z.array(listedOrder), pageInfo: page }) }),
  linesPage: z.object({ order: z.object({ lineItems: z.object({ nodes: z.array(line), pageInfo: page }) }).nullable() }),
  markedPaid: z.object({ orderMarkAsPaid: z.object({ order: paidState.nullable(), userErrors: noCode }) }).transform(({ orderMarkAsPaid }) => orderMarkAsPaid),
  aJob: z.object({ job: z.object({ done: z.boolean() }).nullable() }),
  tagged: z.object({ tagsAdd: z.object({ userErrors: noCode }) }).transform(({ tagsAdd }) => tagsAdd),
  untagged: z.object({ tagsRemove: z.object({ userErrors: noCode }) }).transform(({ tagsRemove }) => tagsRemove),
  cancelled: z
    .object({
      orderCancel: z.object({
        job: z.object({ id: z.string(), done: z.boolean() }).nullable(),
        orderCancelUserErrors: z.array(z.object({ message: z.string(), code: z.string().nullable() })),
      }),
    })
    .transform(({ orderCancel }) => ({ job: orderCancel.job, userErrors: orderCancel.orderCancelUserErrors })),
  shopFacts: z.object({
    shop: z.object({
      id: z.string(),
      name: z.string(),
      myshopifyDomain: z.string(),
      primaryDomain: z.object({ url: z.string() }),
      currencyCode: z.string(),
      enabledPresentmentCurrencies: z.array(z.string()),
      ianaTimezone: z.string(),
      plan: z.object({ publicDisplayName: z.string(), shopifyPlus: z.boolean(), partnerDevelopment: z.boolean() }),
    }),
    currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
  }),
};

export function readOrder(storefrontId: string, buyer: BuyerReading = "without customer") {
  return {
    does: "read",
    document: documents.OrderState,
    variables: { id: orderGid(storefrontId), withCustomer: buyer === "with customer" },
    answer: answers.anOrder,
  } as const satisfies Request<unknown>;
}

export function readPaidState(storefrontId: string) {
  return {
    does: "read",
    document: documents.PaidState,
    variables: { id: orderGid(storefrontId) },
    answer: answers.aPaidState,
  } as const satisfies Request<unknown>;
}

export function readCancelState(storefrontId: string) {
  return {
    does: "read",
    document: documents.CancelState,
    variables: { id: orderGid(storefrontId) },
    answer: answers.aCancelState,
  } as const satisfies Request<unknown>;
}

export function readTagState(storefrontId: string) {
  return {
    does: "read",
    document: documents.TagState,
    variables: { id: orderGid(storefrontId) },
    answer: answers.aTagState,
  } as const satisfies Request<unknown>;
}

export function readOrdersSince(search: string, after: string | null, buyer: BuyerReading) {
  return {
    does: "read",
    document: documents.OrdersSince,
    variables: { search, after, withCustomer: buyer === "with customer" },
    answer: answers.ordersPage,
  } as const satisfies Request<unknown>;
}

export function readOrderLines(storefrontId: string, after: string | null) {
  return {
    does: "read",
    document: documents.OrderLines,
    variables: { id: orderGid(storefrontId), after },
    answer: answers.linesPage,
  } as const satisfies Request<unknown>;
}

export function markAsPaid(storefrontId: string) {
  return {
    does: "write",
    document: documents.MarkPaid,
    variables: { id: orderGid(storefrontId) },
    answer: answers.markedPaid,
  } as const satisfies Request<unknown>;
}

export type CancelReason = "CUSTOMER" | "DECLINED" | "FRAUD" | "INVENTORY" | "OTHER" | "STAFF";

/** How an order is cancelled there. `staffNote` is for the merchant's eyes; Shopify takes 255 characters. */
export type CancelTerms = {
  readonly reason: CancelReason;
  readonly restock: "yes" | "no";
  readonly notifyCustomer: "yes" | "no";
  readonly staffNote: string | null;
};

export function cancel(storefrontId: string, terms: CancelTerms) {
  return {
    does: "write",
    document: documents.CancelOrder,
    variables: {
      id: orderGid(storefrontId),
      reason: terms.reason,
      restock: terms.restock === "yes",
      notify: terms.notifyCustomer === "yes",
      staffNote: terms.staffNote?.slice(0, 255) ?? null,
    },
    answer: answers.cancelled,
  } as const satisfies Request<unknown>;
}

export function readJob(id: string) {
  return {
    does: "read",
    document: documents.CancelJob,
    variables: { id },
    answer: answers.aJob,
  } as const satisfies Request<unknown>;
}

export function addTag(storefrontId: string, tag: string) {
  return {
    does: "write",
    document: documents.TagOrder,
    variables: { id: orderGid(storefrontId), tags: [tag] },
    answer: answers.tagged,
  } as const satisfies Request<unknown>;
}

export function removeTag(storefrontId: string, tag: string) {
  return {
    does: "write",
    document: documents.UntagOrder,
    variables: { id: orderGid(storefrontId), tags: [tag] },
    answer: answers.untagged,
  } as const satisfies Request<unknown>;
}

export function readShop() {
  return { does: "read", document: documents.ShopFacts, variables: {}, answer: answers.shopFacts } as const satisfies Request<unknown>;
}
