import type { AppLoadContext } from "@remix-run/node";
import type { Shop } from "#app/store/shops.ts";
import { mailSnippet } from "./mail-snippet.ts";

export type ShownMail = { readonly state: "no method" | "lost" } | { readonly state: "ready"; readonly code: string };

/** The code for the order confirmation of this shop, or what keeps us from making it. */
export async function shownMail({ payKeys, config }: AppLoadContext, { id, methodName }: Shop): Promise<ShownMail> {
  if (methodName === null) return { state: "no method" };
  const key = await payKeys.keyOf(id);
  return key === null ? { state: "lost" } : { state: "ready", code: mailSnippet({ appUrl: config.appUrl, shop: id, methodName, key }) };
}
