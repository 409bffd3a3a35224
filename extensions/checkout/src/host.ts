import type { Answer } from "./answer.ts";
import { readAnswer } from "./answer.ts";

/** As much of Shopify's signals as both pages have. */
export type Signal<T> = { readonly value: T; readonly subscribe: (listen: (value: T) => void) => () => void };

/** A word or sentence of the locale files. */
export type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/** What both pages give the block, though each by another name. */
export type Host = {
  readonly page: "thank-you" | "order-status";
  /** The order exists at Shopify. */
  readonly orderId: Signal<string | null>;
  /** The key to the order at the app. */
  readonly checkoutToken: Signal<string | undefined>;
  /** null: this page does not tell how the order is paid, so the app says whether it is by us. */
  readonly isManual: Signal<boolean | null>;
  readonly rendered: Signal<boolean>;
  readonly sessionToken: () => Promise<string>;
  readonly say: Say;
};

/** A part of another signal, followed. */
export function partOf<T, Part>(signal: Signal<T>, read: (value: T) => Part): Signal<Part> {
  return {
    get value() {
      return read(signal.value);
    },
    subscribe: (listen) => signal.subscribe((value) => listen(read(value))),
  };
}

export const fixed = <T>(value: T): Signal<T> => ({ value, subscribe: () => () => undefined });

export type Asking = { readonly address: string; readonly checkoutToken: string; readonly signal: AbortSignal };

/** Asks the app's door how the order stands. Never throws: whatever the app does, the page is Shopify's. */
export async function askOrder({ sessionToken }: Host, { address, checkoutToken, signal }: Asking): Promise<Answer> {
  try {
    // Five minutes long; the page hands out a fresh one when it must.
    const token = await sessionToken();
    return await readAnswer(await fetch(`${address}/checkout/order?token=${encodeURIComponent(checkoutToken)}`, { headers: { Authorization: `Bearer ${token}` }, signal }));
  } catch {
    return { kind: "silent" };
  }
}
