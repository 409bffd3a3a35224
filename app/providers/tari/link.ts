import type { Network, TariAddress } from "./address.ts";
import { networks } from "./address.ts";
import { parseAddress, toBase58 } from "./address-text.ts";

/** What a wallet needs to send: where to, how many µT, and what to write beside it. */
export type PaymentLink = {
  readonly address: TariAddress;
  readonly amount: bigint | null;
  readonly note: string | null;
};

/** The link of TPS. Current wallets would take "pay" for a network, so it is only for old, claim-aware ones. */
export type TpsLink = {
  readonly shop: string;
  readonly orderId: string;
  readonly amount: bigint;
  readonly address: TariAddress;
};

/** Tari's own deep link (RFC-0154), the one our QR codes carry. */
export function paymentLink({ address, amount, note }: PaymentLink): string {
  const query = queryOf({ tariAddress: toBase58(address), amount, note });
  return `tari://${address.network}/transactions/send?${query}`;
}

/** Null where it is no such link, or its address is of another network than the link. */
export function parsePaymentLink(text: string): PaymentLink | null {
  const url = tariUrl(text);
  const network = networks.find((name): name is Network => name === url?.hostname);
  if (url === null || network === undefined || url.pathname !== "/transactions/send") return null;
  const address = addressIn(url, "tariAddress");
  const amount = amountIn(url);
  if (address === null || address.network !== network || amount === "wrong") return null;
  return { address, amount, note: url.searchParams.get("note") };
}

export function tpsLink({ shop, orderId, amount, address }: TpsLink): string {
  return `tari://pay?${queryOf({ shop, order_id: orderId, amount, send_to: toBase58(address) })}`;
}

export function parseTpsLink(text: string): TpsLink | null {
  const url = tariUrl(text);
  if (url === null || url.hostname !== "pay") return null;
  const [shop, orderId] = [url.searchParams.get("shop"), url.searchParams.get("order_id")];
  const [amount, address] = [amountIn(url), addressIn(url, "send_to")];
  if (!shop || !orderId || amount === null || amount === "wrong" || address === null) return null;
  return { shop, orderId, amount, address };
}

// Written by hand because URLSearchParams writes a space as "+", which some wallets show as it stands.
function queryOf(fields: Readonly<Record<string, string | bigint | null>>): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join("&");
}

function tariUrl(text: string): URL | null {
  const url = URL.parse(text);
  return url?.protocol === "tari:" ? url : null;
}

function addressIn(url: URL, field: string): TariAddress | null {
  const reading = parseAddress(url.searchParams.get(field) ?? "");
  return reading.ok ? reading.address : null;
}

function amountIn(url: URL): bigint | null | "wrong" {
  const text = url.searchParams.get("amount");
  if (text === null) return null;
  const amount = /^[1-9][0-9]{0,18}$/.test(text) ? BigInt(text) : 0n;
  return amount >= 1n && amount < 2n ** 63n ? amount : "wrong";
}
