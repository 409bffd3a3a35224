import { door } from "./door.ts";

/** Tari wallets ask this before they send anything, and compare the answer byte for byte: a thumbs-up, its emoji
 * variation selector, a line feed. */
export const health = door().get("/health", (c) => c.text("\u{1F44D}\u{FE0F}\n"));
