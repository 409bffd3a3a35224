import { abouts, open, seal, type Keyring } from "./secrets.ts";

/** A webhook secret of the shop's own, as it is kept in its row. */
export function sealWebhookSecret(secret: string, keys: Keyring, shop: string): string {
  return seal(secret, keys, abouts.webhookSecret(shop));
}

/** Null where the shop has none, or no key at hand opens it. */
export function openWebhookSecret(shop: { readonly id: string; readonly secret: string | null }, keys: Keyring): string | null {
  return shop.secret === null ? null : open(shop.secret, keys, abouts.webhookSecret(shop.id));
}
