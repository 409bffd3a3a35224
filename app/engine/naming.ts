import type { OrderId } from "./ids.ts";
import type { Naming } from "./payment.ts";
import { orderNamed, type Standing } from "./standing.ts";

/** Does this naming mean this order, as the shop reads names today? */
export function namesOrder(standing: Standing, naming: Naming, id: OrderId): boolean {
  return orderNamed(standing, naming.identity)?.id === id;
}
