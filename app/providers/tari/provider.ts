import type { Asset } from "#app/engine/money.ts";
import { parseReference } from "#app/engine/reference.ts";
import type { Asking, Misread, Notice, Provider, Pushed, Way } from "../provider.ts";
import { networks, payerKey, withPaymentId, type TariAddress } from "./address.ts";
import { parseAddress, toBase58, toEmoji } from "./address-text.ts";
import { paymentLink, tpsLink } from "./link.ts";
import { verifyMessageAside, type Auth, type Payload } from "./message.ts";
import { readConfirmation, readIncomingPayment, readReversal } from "./message-read.ts";
import { ownPaymentId } from "./payment-id.ts";

export const XTR: Asset = "XTR/6";

/** Tari: payers send to the shop's receiving wallet, which reports what came in. A transaction counts as one output. */
export const tari = {
  name: "tari",
  networks,
  asset: XTR,
  ways,
  wallets: { read: readWallet },
  pushed: { seen: readSeen, confirmed: readConfirmed, reversed: readReversed },
} as const satisfies Provider;

/**
 * To the first registered wallet. Where its address is a dual one the order has an address of its own, by which the money
 * finds it whatever the payer's wallet makes of the note; the plain one comes second, for wallets that know no payment ids.
 * The note is the order's reference: it names the order too, and a wallet may claim by it.
 */
function ways({ shop, left, reference, to }: Asking): readonly Way[] {
  const [address] = to.map(addressIn).filter((each) => each !== null);
  if (!address || left.asset !== XTR || left.units <= 0n) return [];
  const own = ownAddress(address, reference);
  const sendingTo = (place: TariAddress) => paymentLink({ address: place, amount: left.units, note: reference });
  return [
    ...(own ? [{ kind: "link", flavour: "own", href: sendingTo(own) } as const] : []),
    { kind: "link", flavour: "standard", href: sendingTo(address) },
    { kind: "link", flavour: "older", href: tpsLink({ shop, orderId: reference, amount: left.units, address }) },
    ...(own ? [{ kind: "address", address: toBase58(own), emoji: toEmoji(own), money: left, note: null } as const] : []),
    { kind: "address", address: toBase58(address), emoji: toEmoji(address), money: left, note: reference },
  ];
}

/** The wallet's address with the order's payment id; null where there is none: a single address cannot carry one. */
function ownAddress(address: TariAddress, reference: string): TariAddress | null {
  const named = parseReference(reference);
  const id = named && address.viewKey !== null ? ownPaymentId(named) : null;
  return id && withPaymentId({ ...address, paymentId: null }, id);
}

function addressIn(text: string): TariAddress | null {
  const reading = parseAddress(text);
  return reading.ok ? reading.address : null;
}

function readWallet(text: string): ReturnType<NonNullable<Provider["wallets"]>["read"]> {
  const reading = parseAddress(text);
  if (!reading.ok) return { ok: false, field: "address", reason: reading.reason };
  const { address } = reading;
  return { ok: true, address: toBase58(address), payer: payerKey(address), network: address.network };
}

function readSeen(body: unknown): Pushed<"seen"> | Misread {
  const message = readIncomingPayment(body);
  if (!message.ok) return message;
  const { sender, amount, memo, orderId, paymentId = null } = message.payment;
  const money = { asset: XTR, units: amount };
  const words = { paymentId, memo, order: orderId };
  return signed(message, { kind: "seen", ...seat(message.auth, message.payment.txid), money, sender: payerKey(sender), from: toBase58(sender), words });
}

function readConfirmed(body: unknown): Pushed<"confirmed"> | Misread {
  const message = readConfirmation(body);
  if (!message.ok) return message;
  const { txid, confirmations } = message.confirmation;
  return signed(message, { kind: "confirmed", ...seat(message.auth, txid), confirmations });
}

function readReversed(body: unknown): Pushed<"reversed"> | Misread {
  const message = readReversal(body);
  return message.ok ? signed(message, { kind: "reversed", ...seat(message.auth, message.reversal.txid) }) : message;
}

/** The message names no network: a wallet sees the transactions of its own. */
const seat = ({ address }: Auth, transaction: string) => ({ network: address.network, transaction, output: "0" });

type Signed = { readonly auth: Auth; readonly payload: Payload };

function signed<N extends Notice>({ auth, payload }: Signed, notice: N) {
  return {
    ok: true,
    speaker: { payer: payerKey(auth.address), nonce: auth.nonce },
    notice,
    payload,
    isSigned: () => verifyMessageAside({ auth, payload }),
  } as const;
}
