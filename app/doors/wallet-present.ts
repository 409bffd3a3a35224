import type { Word } from "#app/commands/confirm-payment.ts";
import type { Reported } from "#app/commands/report-payment.ts";
import type { Payment } from "#app/engine/payment.ts";
import type { Notice } from "#app/providers/provider.ts";
import { writeJson } from "./json.ts";

/** What TPS's wallets read is `success` and `message`; `status` says in one of our words how the payment stands. */
export type Said = { readonly message: string; readonly status: Payment["status"] | "kept" };

/** A new payment's message is its record as JSON text, as TPS has it; a known one's is a sentence. */
export function presentReported({ payment, isNew }: Reported, notice: Extract<Notice, { readonly kind: "seen" }>): Said {
  if (payment.contested) return { message: "Payment was reported differently before; it is kept until the merchant says which report is true.", status: payment.status };
  return { message: isNew ? writeJson(recordOf(payment, notice)) : "Payment already exists.", status: payment.status };
}

function recordOf(payment: Payment, { from, words }: Extract<Notice, { readonly kind: "seen" }>): object {
  const at = payment.receivedAt.toISOString();
  return {
    txid: payment.transaction,
    created_at: at,
    updated_at: at,
    sender: from,
    amount: payment.money.units,
    memo: words.memo,
    payment_type: "on_chain",
    status: payment.status === "confirmed" ? "confirmed" : "received",
    order_id: payment.names?.slice("ord_".length) ?? words.order,
  };
}

export function presentConfirmed({ payment, changed }: Word, transaction: string): Said {
  if (!payment) return { message: `Payment ${transaction} is not reported yet; the confirmation is kept until the payment is reported.`, status: "kept" };
  if (payment.status !== "confirmed") return { message: `Confirmation of ${transaction} noted; the shop waits for more before the payment is final.`, status: payment.status };
  return { message: changed === "yes" ? `Payment ${transaction} confirmed successfully.` : "Payment already confirmed.", status: "confirmed" };
}

export function presentReversed({ payment, changed }: Word, transaction: string): Said {
  if (!payment) return { message: `Payment ${transaction} is not known; nothing to take back.`, status: "kept" };
  return { message: changed === "yes" ? `Payment ${transaction} taken back.` : `Payment ${transaction} already taken back.`, status: payment.status };
}
