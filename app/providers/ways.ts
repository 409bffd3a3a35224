import { referenceOf, type Order } from "#app/engine/order.ts";
import type { ShopId } from "#app/engine/ids.ts";
import type { Provider, Way } from "./provider.ts";

/** An order that asks for so many units more; `to`: where its shop receives, the first registered first. */
export type Owing = { readonly shop: ShopId; readonly order: Order; readonly left: bigint; readonly to: readonly string[] };

type Link = Extract<Way, { readonly kind: "link" }>;

/** Every way to pay what is left of an order, the best first; none where it asks for nothing, or nobody knows yet how much. */
export function waysToPay(providers: Readonly<Record<string, Provider>>, { shop, order, left, to }: Owing): readonly Way[] {
  const { quote } = order;
  if (quote === null || left <= 0n) return [];
  const { asset } = quote.due;
  const asking = { shop, orderId: order.id.slice("ord_".length), reference: referenceOf(order, shop), left: { asset, units: left }, to };
  return Object.values(providers).filter((provider) => provider.asset === "any" || provider.asset === asset).flatMap((provider) => provider.ways(asking));
}

/** What the order's QR codes carry and "open in wallet" opens. */
export function bestLink(ways: readonly Way[]): string | null {
  return ways.find((way): way is Link => way.kind === "link")?.href ?? null;
}
