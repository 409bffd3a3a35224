import { digits, gidDigits } from "./ids.ts";
import type { StorefrontOrder } from "./order.ts";

/** Whom a message speaks of, by the storefront's ids, whether or not the rest of it can be read. */
export type Spoken = { readonly customer: string | null; readonly orders: readonly string[] };

/** What is left of an order whose customer was forgotten: money and status. Who buys and what they wrote is not said. */
export function withoutPerson(order: StorefrontOrder): StorefrontOrder {
  return { ...order, buyer: null, note: null };
}

/** `value` is a verified body, parsed, with integers beyond 2^53 as bigint. */
export function spokenOf(value: unknown): Spoken {
  const body = fields(value);
  const buyer = fields(body["customer"]);
  const orders = [gidDigits(body["admin_graphql_api_id"], "Order") ?? digits(body["id"]), digits(body["order_id"]), digits(fields(body["order_edit"])["order_id"])];
  return {
    customer: gidDigits(buyer["admin_graphql_api_id"], "Customer") ?? digits(buyer["id"]),
    orders: orders.filter((id) => id !== null),
  };
}

const nothing: Readonly<Record<string, unknown>> = {};
const fields = (value: unknown): Readonly<Record<string, unknown>> => (isObject(value) ? value : nothing);
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null;
