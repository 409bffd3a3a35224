import { z } from "zod";
import { digits, gidDigits, idOf } from "./ids.ts";
import type { Buyer, Personal, Prices, Stated, StorefrontOrder } from "./order.ts";
import { outstandingOf } from "./price.ts";
import { kept } from "./text.ts";

const when = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const maybe = kept.nullish().transform((text) => text ?? null);
const currency = z.string().regex(/^[A-Z]{3,5}$/);
// Personal data decides nothing, so a form of it that we do not know must not stop an order.
// A guest's missing e-mail address may come as "".
const personalText = kept.nullable().catch(null).transform((text) => text || null);
const person = z.object({ name: personalText }).nullable().catch(null);
const anyId = z.union([z.number(), z.bigint(), z.string()]).optional();
const anyPrice = z.unknown();

const customer = z.object({
  id: anyId,
  admin_graphql_api_id: z.string().optional(),
  first_name: personalText,
  last_name: personalText,
});

const payload = z.object({
  id: anyId,
  admin_graphql_api_id: z.string().optional(),
  name: z.string().min(1).pipe(kept),
  note: maybe,
  currency,
  presentment_currency: currency,
  updated_at: when,
  cancelled_at: when.nullable(),
  cancel_reason: maybe,
  closed_at: when.nullish().transform((at) => at ?? null),
  financial_status: z.string().nullable(),
  payment_gateway_names: z.array(z.string()),
  checkout_token: maybe,
  confirmation_number: maybe,
  test: z.boolean(),
  source_name: maybe,
  customer: customer.nullish().transform((sent) => sent ?? null),
  billing_address: person,
  shipping_address: person,
  email: personalText,
  phone: personalText,
  total_outstanding: anyPrice,
  total_price: anyPrice,
  total_price_set: anyPrice,
  current_total_price: anyPrice,
  current_total_price_set: anyPrice,
  subtotal_price_set: anyPrice,
  current_subtotal_price_set: anyPrice,
  total_line_items_price_set: anyPrice,
});
type Payload = z.infer<typeof payload>;

export type OrderReading = { readonly order: StorefrontOrder } | { readonly unreadable: string };

/** Reads the order JSON that Shopify's order webhooks all carry. `value` has integers beyond 2^53 as bigint. */
export function readOrderPayload(value: unknown): OrderReading {
  const read = payload.safeParse(value);
  if (!read.success) return { unreadable: `order: ${firstIssue(read.error)}` };
  const storefrontId = idOf(read.data, "Order");
  if (storefrontId === null) return { unreadable: "order: id is missing or has lost digits" };
  const buyer = readBuyer(read.data);
  if (buyer === null) return { unreadable: "order: customer.id is missing or has lost digits" };
  return { order: inOurWords(read.data, storefrontId, buyer) };
}

function inOurWords(sent: Payload, storefrontId: string, buyer: Buyer): StorefrontOrder {
  return {
    storefrontId,
    name: sent.name,
    buyer,
    note: sent.note,
    prices: pricesOf(sent),
    updatedAt: sent.updated_at,
    cancelledAt: sent.cancelled_at,
    cancelReason: sent.cancel_reason?.toLowerCase() ?? null,
    closedAt: sent.closed_at,
    financialStatus: sent.financial_status?.toLowerCase() ?? null,
    gatewayNames: sent.payment_gateway_names,
    checkoutToken: sent.checkout_token,
    confirmationNumber: sent.confirmation_number,
    isTest: sent.test,
    sourceName: sent.source_name,
  };
}

// The `current_` prices follow edits and removed lines; the others stay as they were first charged.
function pricesOf(sent: Payload): Prices {
  const total = presentment(sent.current_total_price_set) ?? presentment(sent.total_price_set);
  return {
    outstanding: outstandingOf({
      shopCurrency: sent.currency,
      presentmentCurrency: sent.presentment_currency,
      outstanding: sent.total_outstanding,
      shopTotal: sent.current_total_price ?? sent.total_price,
      presentmentTotal: total,
    }),
    total,
    subtotal: presentment(sent.current_subtotal_price_set) ?? presentment(sent.subtotal_price_set),
    lines: presentment(sent.total_line_items_price_set),
  };
}

const moneySet = z.object({ presentment_money: z.object({ amount: z.unknown(), currency_code: z.unknown() }) });

function presentment(set: unknown): Stated | null {
  const read = moneySet.safeParse(set);
  if (!read.success) return null;
  const { amount, currency_code } = read.data.presentment_money;
  return { amount, currency: currency_code };
}

function readBuyer(sent: Payload): Buyer | null {
  const personal = personalOf(sent);
  if (sent.customer === null) return { customer: null, personal };
  const id = gidDigits(sent.customer.admin_graphql_api_id, "Customer") ?? digits(sent.customer.id);
  return id === null ? null : { customer: id, personal };
}

function personalOf(sent: Payload): Personal {
  const own = [sent.customer?.first_name, sent.customer?.last_name].filter(Boolean).join(" ");
  const name = own || sent.billing_address?.name || sent.shipping_address?.name || null;
  return { name, email: sent.email, phone: sent.phone };
}

/** The first thing wrong, by field and without its value: it is shown and logged. */
export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? "unreadable" : `${issue.path.join(".") || "body"}: ${issue.message}`;
}
