import type { TariAddress } from "./address.ts";
import { toBase58, toEmoji } from "./address-text.ts";
import { verifyAside } from "./aside.ts";
import { sign, type Signed, verify } from "./schnorr.ts";

/** Who signed a wallet message. The signature is 128 lower-case hex characters. */
export type Auth = { readonly address: TariAddress; readonly nonce: bigint; readonly signature: string };

/** Money a wallet received; the amount is in µT. The sender is only stated. */
export type ReportedPayment = {
  readonly sender: TariAddress;
  readonly amount: bigint;
  readonly txid: string;
  readonly memo: string | null;
  readonly orderId: string | null;
  /** Hex: what the address it was sent to carries; left out where the wallet does not say, as in TPS. */
  readonly paymentId?: string | null;
};

/** Confirmations are null where the wallet does not say how deep, as in TPS. */
export type ReportedConfirmation = { readonly txid: string; readonly confirmations: number | null };

/** Ours, not in TPS: the chain took a payment back. */
export type ReportedReversal = { readonly txid: string };

/** What a wallet signs besides its address and nonce, in the one spelling both sides can rebuild. */
export type Payload = string;

/** Compact, TPS's five fields in this order, what is absent as null (reference/tps.md §1.6); a payment id that is told is signed too. */
export function paymentPayload({ sender, amount, txid, memo, orderId, paymentId = null }: ReportedPayment): Payload {
  const [from, id, text, order] = [toBase58(sender), txid, memo, orderId].map((part) => JSON.stringify(part));
  const carried = paymentId === null ? "" : `,"payment_id":"${paymentId}"`;
  return `{"sender":${from},"amount":${amount},"txid":${id},"memo":${text},"order_id":${order}${carried}}`;
}

/** A depth that is told is signed too; without one this is TPS's own payload. */
export function confirmationPayload({ txid, confirmations }: ReportedConfirmation): Payload {
  return JSON.stringify(confirmations === null ? { txid } : { txid, confirmations });
}

export function reversalPayload({ txid }: ReportedReversal): Payload {
  return JSON.stringify({ txid, reversed: true });
}

type Message = { readonly auth: Auth; readonly payload: Payload };

/** Whether the wallet's spend key signed this payload with this nonce. */
export const verifyMessage = (message: Message): boolean => verify(signedBy(message));

/** The same beside the event loop, for the doors. */
export const verifyMessageAside = (message: Message): Promise<boolean> => verifyAside(signedBy(message));

function signedBy({ auth, payload }: Message): Signed {
  return { domain: "WalletSignature", key: auth.address.spendKey, message: messageText(auth, payload), signature: auth.signature };
}

export function signMessage(of: Omit<Auth, "signature"> & { secret: string; payload: Payload }): Auth {
  const { address, nonce, secret, payload } = of;
  return { address, nonce, signature: sign({ domain: "WalletSignature", secret, message: messageText(of, payload) }) };
}

/** The exact text a wallet signs: the address in emoji (claims use base58, an asymmetry of TPS). */
export function messageText({ address, nonce }: Omit<Auth, "signature">, payload: Payload): string {
  return `${toEmoji(address)}:${nonce}:${payload}`;
}
