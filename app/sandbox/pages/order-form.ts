import { z } from "zod";
import { ControlError, type OrderRequest } from "../control/checkout.ts";
import { catalogue } from "./catalogue.ts";

const form = z.object({
  shop: z.string(),
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

/** What the store's checkout form asks for. `priceOf`: what a shop asks for a product now. */
export function readOrderForm(body: unknown, priceOf: (shop: string, product: string) => string | null): { readonly shop: string; readonly request: OrderRequest } {
  const { shop, product, buyer, quantity, giftCard, gateway, note } = form.parse(body);
  const chosen = catalogue.find(({ id }) => id === product);
  const price = priceOf(shop, product);
  if (!chosen || price === null) throw new ControlError("The store does not sell that.");
  const request: OrderRequest = {
    ...buyers[buyer],
    lines: [{ title: chosen.title, price, quantity, productId: chosen.id }],
    ...(giftCard === "" ? {} : { giftCard }),
    ...(gateway === undefined ? {} : { gateway }),
    note: note === "" ? null : note,
  };
  return { shop, request };
}
