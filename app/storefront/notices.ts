import { z } from "zod";
import { digits, gidDigits, idOf } from "./ids.ts";
import { shopDomain } from "./shop-domain.ts";
import { kept } from "./text.ts";

const anyId = z.union([z.number(), z.bigint(), z.string()]);
const edit = z.object({ order_edit: z.object({ order_id: anyId }) });
const bare = z.object({ id: anyId });
const shopBody = z.object({ myshopify_domain: z.string() });
const scopesBody = z.object({
  shop_id: anyId,
  current: z.array(kept),
  updated_at: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
});

/** orders/edited → the order's id. */
export function readEdited(value: unknown): string | null {
  const read = edit.safeParse(value);
  return read.success ? digits(read.data.order_edit.order_id) : null;
}

/** products/update → the product's id. */
export function readProduct(value: unknown): string | null {
  return typeof value === "object" && value !== null ? idOf(value, "Product") : null;
}

/** orders/delete → the order's id. */
export function readDeleted(value: unknown): string | null {
  const read = bare.safeParse(value);
  return read.success ? digits(read.data.id) : null;
}

// From the body: the header that names the shop is not signed, and this ends an installation.
export function readUninstalled(value: unknown): string | null {
  const read = shopBody.safeParse(value);
  return read.success ? shopDomain(read.data.myshopify_domain) : null;
}

/** app/scopes_update → the shop by its id (the body has no domain) and the scopes it has now. */
export function readScopes(value: unknown): { readonly shopId: string; readonly scopes: readonly string[]; readonly updatedAt: Date } | null {
  const read = scopesBody.safeParse(value);
  if (!read.success) return null;
  const shopId = gidDigits(read.data.shop_id, "Shop") ?? digits(read.data.shop_id);
  return shopId === null ? null : { shopId, scopes: read.data.current, updatedAt: read.data.updated_at };
}
