import { z } from "zod";
import { confirmationPayload, paymentPayload, reversalPayload } from "./message.ts";
import type { Auth, Payload, ReportedConfirmation, ReportedPayment, ReportedReversal } from "./message.ts";
import * as reader from "./read.ts";

/** A message read from outside. The payload is what its signature must cover; it is not verified yet. */
export type Message<Content> = { readonly ok: true; readonly auth: Auth; readonly payload: Payload } & Content;

const largest = 2n ** 63n - 1n;
const txid = reader.line(128);
const memo = reader.text
  .refine((value) => Buffer.byteLength(value) <= 4096, { error: "must be at most 4096 bytes" })
  .nullish()
  .transform((value) => value ?? null);
const depth = reader.integer({ from: 0n, to: 2n ** 32n - 1n }).transform(Number);

const paymentId = reader.text
  .regex(/^(?:[0-9a-f]{2}){1,256}$/i, { error: "must be hexadecimal: 1 to 256 bytes" })
  .nullish()
  .transform((value) => value?.toLowerCase() ?? null);

const auth = reader.object({
  address: reader.address,
  nonce: reader.integer({ from: 0n, to: largest }),
  signature: reader.signature,
});

const payment = reader
  .object({
    sender: reader.address,
    amount: reader.integer({ from: 1n, to: largest }),
    txid,
    memo,
    order_id: memo,
    payment_id: paymentId,
  })
  .transform(({ order_id, payment_id, ...rest }): ReportedPayment => ({ ...rest, orderId: order_id, paymentId: payment_id }));

const confirmation = reader.object({
  txid,
  confirmations: z
    .union([z.null(), z.undefined(), depth])
    .transform((value) => value ?? null)
    .optional(),
});

const paymentMessage = reader.object({ payment, auth });
const confirmationMessage = reader.object({ confirmation, auth });
const reversalMessage = reader.object({ reversal: reader.object({ txid }), auth });

/** `{ payment: { sender, amount, txid, memo?, order_id?, payment_id? }, auth }`; amount in µT, payment id in hex. */
export function readIncomingPayment(value: unknown): Message<{ readonly payment: ReportedPayment }> | reader.Refusal {
  const reading = reader.read(paymentMessage, value);
  if (!reading.ok) return reading;
  const { payment, auth } = reading.value;
  return { ok: true, payment: storable(payment), payload: paymentPayload(payment), auth };
}

/** `{ confirmation: { txid, confirmations? }, auth }`. */
export function readConfirmation(value: unknown): Message<{ readonly confirmation: ReportedConfirmation }> | reader.Refusal {
  const reading = reader.read(confirmationMessage, value);
  if (!reading.ok) return reading;
  const { confirmation: { txid, confirmations = null }, auth } = reading.value;
  const confirmation = { txid, confirmations };
  return { ok: true, confirmation, payload: confirmationPayload(confirmation), auth };
}

/** `{ reversal: { txid }, auth }`. */
export function readReversal(value: unknown): Message<{ readonly reversal: ReportedReversal }> | reader.Refusal {
  const reading = reader.read(reversalMessage, value);
  if (!reading.ok) return reading;
  const { reversal, auth } = reading.value;
  return { ok: true, reversal, payload: reversalPayload(reversal), auth };
}

// PostgreSQL cannot keep U+0000. The payer chooses these texts, so refusing them would let him hide a payment that did arrive.
function storable(payment: ReportedPayment): ReportedPayment {
  const clean = (text: string | null) => text?.replaceAll("\0", "\ufffd") ?? null;
  return { ...payment, memo: clean(payment.memo), orderId: clean(payment.orderId) };
}
