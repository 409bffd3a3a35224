import { divideDown } from "./money.ts";

/** A shop's choices about its money. Seconds are whole; `tolerance` is what a shop forgoes to see an order whole. */
export type Policy = {
  /** What of a storefront order is asked for. */
  readonly asks: "outstanding" | "total" | "subtotal" | "lines";
  /** on: only the storefront's order id identifies an order; off: its name does too. */
  readonly strict: "on" | "off";
  readonly plainClaims: "off" | "on";
  readonly memoNumbers: "off" | "marked" | "first";
  /** What a bare number in a memo is. */
  readonly orderIdField: "id" | "name";
  readonly creditPays: "on_proof" | "automatic";
  readonly unaffordable: "skip" | "stop";
  readonly namedSurplus: "keep" | "sameCustomer";
  readonly tolerance: { readonly units: bigint; readonly basisPoints: bigint };
  readonly claimSeconds: number;
  readonly paySeconds: number;
  readonly holdSeconds: number;
  /** How long a quoted rate holds; null: as long as the order is open. */
  readonly quoteSeconds: number | null;
  /** Confirmations a payment needs, by amount: the last step whose `fromUnits` it reaches. Empty: the provider's word is final. */
  readonly depth: readonly DepthStep[];
  /** What a cancel asks of the storefront. */
  readonly restock: "yes" | "no";
  readonly notifyCustomer: "yes" | "no";
  /** Whether products carry their price in the asset, for themes that read it there. */
  readonly themePrices: "off" | "on";
  /** How old a rate may be for the shop's pages to show prices at it; null: as old as it likes, as long as it counts. */
  readonly showSeconds: number | null;
};

export type DepthStep = { readonly fromUnits: bigint; readonly confirmations: number };

const HOUR = 3600;

export const DEFAULT_POLICY: Policy = {
  asks: "outstanding",
  strict: "on",
  plainClaims: "off",
  memoNumbers: "off",
  orderIdField: "id",
  creditPays: "on_proof",
  unaffordable: "skip",
  namedSurplus: "keep",
  tolerance: { units: 0n, basisPoints: 0n },
  claimSeconds: 2 * HOUR,
  paySeconds: 48 * HOUR,
  holdSeconds: 24 * HOUR,
  quoteSeconds: null,
  depth: [],
  restock: "yes",
  notifyCustomer: "no",
  themePrices: "off",
  showSeconds: null,
};

/** Units the shop forgoes at most on this due: the larger of its absolute and its percental choice, never the whole due. */
export function toleranceOf({ tolerance }: Policy, due: bigint): bigint {
  const share = divideDown(due * tolerance.basisPoints, 10_000n);
  const most = tolerance.units > share ? tolerance.units : share;
  return most < due ? most : due > 0n ? due - 1n : 0n;
}

/** Confirmations this amount needs; 0: whatever the provider calls confirmed. */
export function depthFor({ depth }: Policy, units: bigint): number {
  return depth.reduce((needed, step) => (units >= step.fromUnits ? Math.max(needed, step.confirmations) : needed), 0);
}

export function later(from: Date, seconds: number): Date {
  return new Date(from.getTime() + seconds * 1000);
}
