import type { Asset } from "#app/engine/money.ts";
import type { Asking, Misread, Notice, Provider, Pushed, Way } from "../provider.ts";
import { networks, payerKey, type TariAddress } from "./address.ts";
import { parseAddress, toBase58 } from "./address-text.ts";
import { paymentLink, tpsLink } from "./link.ts";
import { verifyMessage, type Auth, type Payload } from "./message.ts";
import { readConfirmation, readIncomingPayment, readReversal } from "./message-read.ts";

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

/** To the first registered wallet, with the order's reference as the note, so that the payment names its order. */
function ways({ shop, left, reference, to }: Asking): readonly Way[] {
  const [address] = to.map(addressIn).filter((each) => each !== null);
  if (!address || left.asset !== XTR || left.units <= 0n) return [];
  return [
    { kind: "link", flavour: "standard", href: paymentLink({ address, amount: left.units, note: reference }) },
    { kind: "link", flavour: "older", href: tpsLink({ shop, orderId: reference, amount: left.units, address }) },
    { kind: "address", address: toBase58(address), money: left, note: reference },
  ];
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
  const { sender, amount, memo, orderId } = message.payment;
  const money = { asset: XTR, units: amount };
  const words = { paymentId: null, memo, order: orderId };
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
    isSigned: () => verifyMessage({ auth, payload }),
  } as const;
}
