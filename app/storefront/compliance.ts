import { z } from "zod";
import { digits } from "./ids.ts";
import { firstIssue } from "./order-payload.ts";
import { shopDomain } from "./shop-domain.ts";

/** What a customer or Shopify itself asks of us under the privacy rules. Orders and customers by storefront id. */
export type Compliance =
  | { readonly wants: "customer data"; readonly shop: string; readonly customer: string | null; readonly orders: readonly string[]; readonly request: string }
  | { readonly wants: "customer redacted"; readonly shop: string; readonly customer: string | null; readonly orders: readonly string[] }
  | { readonly wants: "shop redacted"; readonly shop: string };

const id = z.union([z.number(), z.bigint(), z.string()]).transform((sent, context) => {
  const text = digits(sent);
  if (text === null) context.addIssue({ code: "custom", message: "is no id or has lost digits" });
  return text ?? z.NEVER;
});
const shop = z.string().transform((sent, context) => {
  const domain = shopDomain(sent);
  if (domain === null) context.addIssue({ code: "custom", message: "names no shop" });
  return domain ?? z.NEVER;
});
const customer = z.object({ id }).nullish().transform((sent) => sent?.id ?? null);

const dataRequest = z.object({
  shop_domain: shop,
  customer,
  orders_requested: z.array(id).default([]),
  data_request: z.object({ id }),
});
const customerRedact = z.object({ shop_domain: shop, customer, orders_to_redact: z.array(id).default([]) });
const shopRedact = z.strictObject({ shop_id: id, shop_domain: shop });

export type ComplianceReading = { readonly asked: Compliance } | { readonly unreadable: string };

export function readCompliance(value: object): ComplianceReading {
  if ("data_request" in value) return readDataRequest(value);
  if ("customer" in value || "orders_to_redact" in value) return readCustomerRedact(value);
  const read = shopRedact.safeParse(value);
  if (!read.success) return { unreadable: `shop/redact: ${firstIssue(read.error)}` };
  return { asked: { wants: "shop redacted", shop: read.data.shop_domain } };
}

function readDataRequest(value: object): ComplianceReading {
  const read = dataRequest.safeParse(value);
  if (!read.success) return { unreadable: `customers/data_request: ${firstIssue(read.error)}` };
  const { shop_domain, customer, orders_requested, data_request } = read.data;
  return { asked: { wants: "customer data", shop: shop_domain, customer, orders: orders_requested, request: data_request.id } };
}

function readCustomerRedact(value: object): ComplianceReading {
  const read = customerRedact.safeParse(value);
  if (!read.success) return { unreadable: `customers/redact: ${firstIssue(read.error)}` };
  const { shop_domain, customer, orders_to_redact } = read.data;
  return { asked: { wants: "customer redacted", shop: shop_domain, customer, orders: orders_to_redact } };
}
