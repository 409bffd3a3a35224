import { invariant } from "#app/engine/error.ts";
import { payerKey as payerNamed, type PayerKey } from "#app/engine/ids.ts";
import { dammSum } from "./damm.ts";
import { isPoint } from "./ristretto.ts";

const networkBytes = { mainnet: 0x00, stagenet: 0x01, nextnet: 0x02, localnet: 0x10, igor: 0x24, esmeralda: 0x26 } as const;
const carriesPaymentId = 0x04;
const largestPaymentId = 256;

export type Network = keyof typeof networkBytes;

/** Keys and payment id are lower-case hex; features are the two bits one-sided (1) and interactive (2). */
export type TariAddress = {
  readonly network: Network;
  readonly features: number;
  readonly viewKey: string | null;
  readonly spendKey: string;
  readonly paymentId: string | null;
};

export type AddressRead =
  | { readonly ok: true; readonly address: TariAddress }
  | { readonly ok: false; readonly reason: string };

export const networks = Object.keys(networkBytes) as readonly Network[];

/** Who pays, whichever form of the address was given: the same key on the same network is the same payer. */
export function payerKey(address: TariAddress): PayerKey {
  return payerNamed(`tari:${address.network}:${address.spendKey}`);
}

/** The same wallet, with 1 to 256 bytes that come back with every payment to it (RFC-0155). Dual addresses only. */
export function withPaymentId(address: TariAddress, paymentId: Uint8Array): TariAddress {
  invariant(address.viewKey !== null, "only a dual address can carry a payment id");
  invariant(paymentId.length >= 1 && paymentId.length <= largestPaymentId, "a payment id has 1 to 256 bytes");
  return { ...address, paymentId: Buffer.from(paymentId).toString("hex") };
}

export function addressToBytes({ network, features, viewKey, spendKey, paymentId }: TariAddress): Uint8Array {
  const head = [networkBytes[network], paymentId === null ? features : features | carriesPaymentId];
  const body = Buffer.concat([Buffer.from(head), Buffer.from((viewKey ?? "") + spendKey + (paymentId ?? ""), "hex")]);
  return Buffer.concat([body, Buffer.from([dammSum(body)])]);
}

/** network · features · [view key] · spend key · [payment id] · checksum: 35 bytes single, 67 to 323 dual. */
export function addressFromBytes(bytes: Uint8Array): AddressRead {
  const [networkByte, featureByte] = bytes;
  if (networkByte === undefined || featureByte === undefined || !isAddressLength(bytes.length)) {
    return refused(`has ${bytes.length} bytes, where an address has 35, or 67 to 323`);
  }
  if (dammSum(bytes) !== 0) return refused("has a checksum that does not match: a character is wrong or missing");
  const network = networks.find((name) => networkBytes[name] === networkByte);
  if (network === undefined) return refused(`is of an unknown network (byte ${hexByte(networkByte)})`);
  if (featureByte > 0x07) return refused(`has unknown features (byte ${hexByte(featureByte)})`);
  const hasPaymentId = (featureByte & carriesPaymentId) !== 0;
  if (hasPaymentId !== bytes.length > 67) return refused("must carry a payment id exactly where its features say so");
  return readKeys(bytes, { network, features: featureByte & 0x03 });
}

function readKeys(bytes: Uint8Array, head: Pick<TariAddress, "network" | "features">): AddressRead {
  const [first, second, rest] = [bytes.subarray(2, 34), bytes.subarray(34, 66), bytes.subarray(66, -1)];
  const isDual = bytes.length >= 67;
  if (!isPoint(first) || (isDual && !isPoint(second))) return refused("contains a key that is no canonical Ristretto point");
  const address = {
    ...head,
    viewKey: isDual ? hex(first) : null,
    spendKey: hex(isDual ? second : first),
    paymentId: rest.length > 0 ? hex(rest) : null,
  };
  return { ok: true, address };
}

function isAddressLength(length: number): boolean {
  return length === 35 || (length >= 67 && length <= 67 + largestPaymentId);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

function hexByte(byte: number): string {
  return `0x${byte.toString(16).padStart(2, "0")}`;
}

function refused(reason: string): AddressRead {
  return { ok: false, reason };
}
