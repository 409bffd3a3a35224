import type { Context } from "#app/context.server.ts";
import { openWebhookSecret } from "#app/store/shop-secret.ts";
import { verifyHmac } from "#app/storefront/hmac.ts";
import { shopNamed } from "./here.ts";
import type { Envelope } from "./shopify-envelope.ts";

/** Whose secret signed these bytes: the app's speak for any shop, a shop's own only for that shop. Null: nobody's. */
export async function signerOf({ config, db }: Context, { shop, hmac }: Envelope, bytes: Uint8Array): Promise<string | null> {
  const index = verifyHmac(bytes, hmac, config.shopify.apiSecrets);
  if (index !== null) return `secret ${index + 1} of the app`;
  const named = shop === null ? null : await shopNamed(db.pool, shop);
  const secret = named && openWebhookSecret(named, config.encryptionKeys);
  return secret && verifyHmac(bytes, hmac, [secret]) !== null ? "the shop's own secret" : null;
}
