import { z } from "zod";
import { ControlError, type OrderRequest } from "../control/checkout.ts";
import type { ShopState } from "../world.ts";
import type { CartLine } from "./cart.ts";

const form = z.object({
  /** One product's id, or `cart`. */
  product: z.string(),
  buyer: z.enum(["ada", "grace", "guest"]).default("ada"),
  quantity: z.coerce.number().int().min(1).max(99).default(1),
  giftCard: z.string().trim().default(""),
  gateway: z.string().optional(),
  note: z.string().trim().max(500).default(""),
});

const buyers = {
  ada: { customer: { firstName: "Ada", lastName: "Lovelace", email: "ada@example.com" } },
  grace: { customer: { firstName: "Grace", lastName: "Hopper", email: "grace@example.com" } },
  guest: { email: "guest@example.com" },
} satisfies Record<string, Partial<OrderRequest>>;

/** What the store's checkout form asks for: one product, or what lies in the cart. */
export function readOrderForm(body: unknown, { products }: Pick<ShopState, "products">, cart: readonly CartLine[]): OrderRequest {
  const { product, buyer, quantity, giftCard, gateway, note } = form.parse(body);
  const chosen = products.get(product);
  const lines = product === "cart" ? cart : chosen ? [{ product: chosen, quantity }] : [];
  if (lines.length === 0) throw new ControlError("The store does not sell that.");
  return {
    ...buyers[buyer],
    lines: lines.map((line) => ({ title: line.product.title, price: line.product.variants[0]?.price ?? "0", quantity: line.quantity, productId: line.product.id })),
    ...(giftCard === "" ? {} : { giftCard }),
    ...(gateway === undefined ? {} : { gateway }),
    note: note === "" ? null : note,
  };
}
