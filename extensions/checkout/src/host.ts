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

declare const process: { readonly env: { readonly APP_URL?: string; readonly SHOPIFY_APP_URL?: string } };

/** The app's address: Shopify's tool writes it here when it builds, from `.env` or its own tunnel. null: it knew none. */
export const appUrl: string | null = builtIn(() => process.env.APP_URL) ?? builtIn(() => process.env.SHOPIFY_APP_URL);

// What the build does not replace is no variable of the worker that runs this.
function builtIn(read: () => string | undefined): string | null {
  try {
    return read()?.replace(/\/$/, "") || null;
  } catch {
    return null;
  }
}

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
