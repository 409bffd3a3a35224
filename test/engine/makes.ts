import { claimId, customerId, orderId, payerKey, paymentId, walletId, accountId, type OrderId } from "#app/engine/ids.ts";
import type { ClaimKind } from "#app/engine/claim.ts";
import type { SignedClaim } from "#app/engine/claiming.ts";
import type { Placement } from "#app/engine/flow.ts";
import { parseDecimal, type Decimal } from "#app/engine/money.ts";
import type { Naming } from "#app/engine/payment.ts";
import type { NewOrder } from "#app/engine/placing.ts";
import type { Price, Rate } from "#app/engine/quote.ts";
import type { Arrival } from "#app/engine/flow.ts";
import { ASSET } from "./books.ts";

export const T0 = new Date("2026-11-01T00:00:00.000Z");
export const after = (hours: number): Date => new Date(T0.getTime() + Math.round(hours * 3_600_000));
/** A unit of XTR. */
export const XTR = 1_000_000n;
export const xtr = (units: bigint) => ({ asset: ASSET, units });

export function decimal(text: string): Decimal {
  const read = parseDecimal(text);
  if (!read) throw new Error(`not a decimal: ${text}`);
  return read;
}

export const usd = (text: string): Price => ({ currency: "USD", amount: decimal(text) });
/** 1 USD = `perUnit` XTR. */
export const rate = (perUnit = "1", currency = "USD"): Rate => ({ currency, perUnit: decimal(perUnit), source: "test", asOf: T0 });

export const ord = (n: number | string) => orderId(String(n));
export const cus = (n: number | string) => customerId(`cus_${n}`);
export const key = (n: number | string) => payerKey(`tari:mainnet:${n}`);
export const acc = (n: number | string) => accountId(ASSET, { kind: "payer", payer: key(n) });
export const creditOf = (n: number | string) => accountId(ASSET, { kind: "customer", customer: cus(n) });
export const depositOf = (order: OrderId) => accountId(ASSET, { kind: "deposit", of: order });
export const pay = (n: number | string) => paymentId(`pay_${n}`);
export const wallet = (n: number | string) => walletId(`wallet_${n}`);

export function newOrder(n: number | string, facts: Partial<NewOrder> = {}): Placement {
  const order = { id: ord(n), storefrontId: String(n), name: `#${n}`, token: "0".repeat(32), customer: cus("alice"), price: usd("10"), total: usd("10"), factsAt: T0, note: null, cause: `place.${n}`, ...facts };
  return { order, noteClaim: null };
}

let signatures = 0;
/** Every signing gives another signature; `again` is one and the same. */
export function signed(payer: number | string, kind: ClaimKind = "bound", again: string | null = null): SignedClaim {
  return { id: claimId(`clm_${again ?? `${payer}.${kind}.${++signatures}`}`), payer: key(payer), kind };
}

export const byId = (order: OrderId): Naming => ({ by: "order_id", identity: { by: "id", order } });

type Money = { readonly n: number | string; readonly from: number | string | null; readonly units: bigint; readonly names?: OrderId | null; readonly wallet?: number | string | null };

export function money({ n, from, units, names = null, wallet: by = 1 }: Money, facts: Partial<Arrival["sighting"]> = {}): Arrival {
  return {
    sighting: {
      id: pay(n), provider: "tari", network: "mainnet", transaction: `tx${n}`, output: "0", money: xtr(units), sender: from === null ? null : key(from),
      wallet: by === null ? null : wallet(by), limits: null, depositOf: null, naming: names === null ? null : byId(names), ...facts,
    },
    memoClaim: null,
  };
}

export const final = (n: number | string, by: number | string | null = 1, confirmations: number | null = null) => ({ payment: pay(n), wallet: by === null ? null : wallet(by), confirmations, limits: null });
