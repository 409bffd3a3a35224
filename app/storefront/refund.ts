import { z } from "zod";
import { digits, idOf } from "./ids.ts";
import { firstIssue } from "./order-payload.ts";
import { kept } from "./text.ts";

/** Money a refund moved at the storefront, as stated; the currency is null where Shopify leaves it out. */
export type RefundedAmount = { readonly amount: string; readonly currency: string | null; readonly gateway: string | null };

export type StorefrontRefund = {
  readonly refundId: string;
  readonly orderId: string;
  readonly at: Date;
  /** Only transactions that succeeded; empty where a refund only restocks. */
  readonly amounts: readonly RefundedAmount[];
};

const anyId = z.union([z.number(), z.bigint(), z.string()]);
const body = z.object({
  id: anyId.optional(),
  admin_graphql_api_id: z.string().optional(),
  order_id: anyId,
  created_at: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
  transactions: z.array(
    z.object({
      kind: z.string(),
      status: z.string(),
      amount: kept,
      currency: kept.nullish().transform((text) => text ?? null),
      gateway: kept.nullish().transform((text) => text ?? null),
    }),
  ),
});

export type RefundReading = { readonly refund: StorefrontRefund } | { readonly unreadable: string };

/** Reads refunds/create. */
export function readRefund(value: unknown): RefundReading {
  const read = body.safeParse(value);
  if (!read.success) return { unreadable: `refund: ${firstIssue(read.error)}` };
  const refundId = idOf(read.data, "Refund");
  const orderId = digits(read.data.order_id);
  if (refundId === null || orderId === null) return { unreadable: "refund: id or order_id is missing or has lost digits" };
  const moved = read.data.transactions.filter(({ kind, status }) => kind === "refund" && status === "success");
  const amounts = moved.map(({ amount, currency, gateway }) => ({ amount, currency, gateway }));
  return { refund: { refundId, orderId, at: read.data.created_at, amounts } };
}
