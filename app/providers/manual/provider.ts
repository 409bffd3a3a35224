import type { OrderId } from "#app/engine/ids.ts";
import type { Provider, Seat } from "../provider.ts";

/** The merchant says "it arrived": cash, a bank transfer, anything we cannot see ourselves. Nobody else can say it. */
export const manual = {
  name: "manual",
  networks: ["merchant"],
  asset: "any",
  ways: () => [],
} as const satisfies Provider;

/** The payment such a word makes. `key` is the act's own: the same act again is the same payment. */
export function manualSeat(order: OrderId, key: string): Seat {
  return { network: "merchant", transaction: `${order}/${key}`, output: "0" };
}
