import { GraphQLError, type GraphQLResolveInfo } from "graphql";
import type { Shop } from "../shop/shop.ts";

/** One request being answered. */
export type Ask = { readonly shop: Shop };

export type Arguments = Readonly<Record<string, unknown>>;
export type Resolve = (args: Arguments, ask: Ask, info: GraphQLResolveInfo) => unknown;

/** What an object shows: a plain answer, or how to find it when asked. What is absent is not modelled, and says so. */
export type View = Readonly<Record<string, unknown>>;

export const gid = (kind: string, id: string): string => `gid://shopify/${kind}/${id}`;

/** The plain id inside `gid://shopify/Order/42`, or `null` when it names another kind of thing. */
export function idIn(kind: string, text: string): string | null {
  const match = /^gid:\/\/shopify\/(\w+)\/([\w-]+)(?:\?.*)?$/.exec(text);
  return match?.[1] === kind ? (match[2] ?? null) : null;
}

/** Refuses, as Shopify does, what the merchant never granted. */
export function demandScope(shop: Shop, scope: string, field: string): void {
  const { scopes } = shop.state;
  // Writing implies reading.
  if (scopes.includes(scope) || scopes.includes(scope.replace(/^read_/, "write_"))) return;
  throw new GraphQLError(`Access denied for ${field} field. Required access: \`${scope}\` access scope.`, { extensions: { code: "ACCESS_DENIED" } });
}
