import { bytesOf, limits } from "./body.ts";
import { door } from "./door.ts";
import { DoorRefusal } from "./problem.ts";
import { obey } from "./shopify-obey.ts";
import { readEnvelope } from "./shopify-envelope.ts";
import { signerOf } from "./shopify-signer.ts";

/**
 * Shopify's webhooks, as shopify.app.toml addresses them. The signature over the raw bytes comes first and needs no
 * session; then whatever is authentic is kept, and answered 2xx once it is. What goes wrong on our side is a 5xx:
 * Shopify repeats a webhook until it is answered, so failing loudly here loses nothing.
 */
export const shopify = door();

for (const path of ["/webhooks/orders", "/webhooks/products", "/webhooks/app", "/webhooks/compliance"]) {
  shopify.post(path, async (c) => {
    const context = c.get("context");
    // What bears nothing that could be a signature is not worth reading, be it small or too large.
    if (!looksSigned(c.req.header("x-shopify-hmac-sha256"))) throw unsigned();
    const bytes = await bytesOf(c, limits.shopify);
    const envelope = readEnvelope((name) => c.req.header(name) ?? null, bytes);
    const signer = await signerOf(context, envelope, bytes);
    const { shop, topic, eventId, webhookId } = envelope;
    context.log.info({ shop, topic, eventId, webhookId, bytes: bytes.length, hmac: signer === null ? "wrong" : "valid", signer }, "webhook.hmac");
    if (signer === null) throw unsigned();
    return c.json({ result: await obey(context, envelope, bytes) });
  });
}

const looksSigned = (hmac: string | undefined): boolean => /^[A-Za-z0-9+/]{43}=$/.test(hmac ?? "");

const unsigned = () => new DoorRefusal(401, "hmac_wrong", "X-Shopify-Hmac-Sha256 does not fit these bytes and any secret of this app or shop.");
