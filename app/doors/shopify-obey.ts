import { fetchLater, fileOnly, hearScopes, hearUninstalled, type Posted } from "#app/commands/hear-notice.ts";
import { hearOrder, nothingChanged } from "#app/commands/hear-order.ts";
import { hearRefund } from "#app/commands/hear-refund.ts";
import { hearPrivacy, type PrivacyAsk } from "#app/commands/hear-privacy.ts";
import { hearProduct } from "#app/commands/hear-product.ts";
import { run } from "#app/commands/transact.ts";
import type { Context } from "#app/context.server.ts";
import { EngineError } from "#app/engine/error.ts";
import { orderId, shopId, type ShopId } from "#app/engine/ids.ts";
import type { Shop } from "#app/store/shops.ts";
import type { Compliance } from "#app/storefront/compliance.ts";
import { type Spoken, spokenOf, withoutPerson } from "#app/storefront/forgetful.ts";
import { heardOrder } from "#app/storefront/heard.ts";
import type { StorefrontOrder } from "#app/storefront/order.ts";
import { askedPrice } from "#app/storefront/price.ts";
import type { StorefrontRefund } from "#app/storefront/refund.ts";
import { readWebhook, type Webhook } from "#app/storefront/webhook.ts";
import { shopNamed } from "./here.ts";
import { readJson, readPlainly } from "./json.ts";
import { meanings } from "./refusals.ts";
import { type Envelope, hashOf } from "./shopify-envelope.ts";

/** Does what an authentic webhook asks for and says what came of it. It is kept in the same transaction. */
export async function obey(context: Context, envelope: Envelope, bytes: Uint8Array): Promise<string> {
  if (envelope.shop === null) return unknownShop(context, envelope);
  const { topic, eventId } = envelope;
  const shop = shopId(envelope.shop);
  const repeats = context.repeats.of(shop, topic, eventId);
  if (repeats.isKnown()) {
    context.log.info({ shop, topic, eventId }, "repeat");
    return nothingChanged;
  }
  const { webhook, spoken } = readBody(envelope, bytes);
  const isForgotten = await context.forgotten.has(shop, { customer: spoken.customer, objects: spoken.orders.map((id) => orderId(id)) });
  const posted: Posted = { shop, letter: { source: "shopify", topic, eventId, body: isForgotten ? new Uint8Array() : bytes, refusals: "filed" } };
  // Most that comes is orders, and whether there is such a shop the transaction that hears one sees for itself.
  if (webhook.kind === "order") return hear(context, envelope, { posted, order: isForgotten ? withoutPerson(webhook.order) : webhook.order, onHeard: repeats.remember });
  const known = await shopNamed(context.db.pool, shop);
  return known ? heed(context, envelope, { shop: known, webhook, posted, bytes }) : unknownShop(context, envelope);
}

type Notice = { readonly shop: Shop; readonly webhook: Exclude<Webhook, { kind: "order" }>; readonly posted: Posted; readonly bytes: Uint8Array };

function heed(context: Context, envelope: Envelope, { shop, webhook, posted, bytes }: Notice): Promise<string> | string {
  switch (webhook.kind) {
    case "edited":
    case "deleted":
      return fetchLater(context, posted, webhook.orderId);
    case "refund":
      return told(context, envelope, () => run(context, hearRefund, { ...posted, input: refundHeard(webhook.refund) }));
    case "product":
      // Shopify tells of products all day long; a shop whose theme reads no prices there has nothing to do and nothing to keep.
      return shop.policy.themePrices === "on" ? hearProduct(context, posted, webhook.productId) : "not asked for";
    case "uninstalled":
      return webhook.shop === shop.id ? hearUninstalled(context, posted, earlier(envelope.triggeredAt, context.clock())) : misaddressed(context, posted, bytes);
    case "scopes":
      return hearScopes(context, posted, webhook.scopes);
    case "compliance":
      return webhook.asked.shop === shop.id ? hearPrivacy(context, posted, privacyAsk(webhook.asked, envelope, context.clock())) : misaddressed(context, posted, bytes);
    case "unreadable":
      return fileOnly(context, apart(posted, bytes), `unreadable: ${webhook.why}`);
  }
}

function unknownShop({ log }: Context, { shop, topic, eventId }: Envelope): string {
  log.warn({ shop, topic, eventId }, "a webhook of a shop we do not know");
  return "unknown shop";
}

type Read = { readonly webhook: Webhook; readonly spoken: Spoken };

/** An order's ids also stand in texts, which lose nothing; only one that is no order so, or lost digits, is read with care. */
function readBody({ topic }: Envelope, bytes: Uint8Array): Read {
  const plain = topic.startsWith("orders/") ? readPlainly(bytes) : null;
  const webhook = plain && readWebhook(topic, plain.value);
  return webhook?.kind === "order" ? { webhook, spoken: spokenOf(plain?.value) } : readWithCare(topic, bytes);
}

function readWithCare(topic: string, bytes: Uint8Array): Read {
  const read = readJson(bytes);
  return { webhook: read.ok ? readWebhook(topic, read.value) : { kind: "unreadable", why: `the body ${read.reason}` }, spoken: spokenOf(read.ok ? read.value : null) };
}

function privacyAsk(asked: Compliance, { eventId, triggeredAt }: Envelope, now: Date): PrivacyAsk {
  const askedAt = earlier(triggeredAt, now);
  switch (asked.wants) {
    case "customer data":
      return { kind: "data", id: `data-${asked.request}`, customer: asked.customer, orders: asked.orders, askedAt };
    case "customer redacted":
      return { kind: "forget", id: `forget-${eventId}`, customer: asked.customer, orders: asked.orders, askedAt };
    case "shop redacted":
      return { kind: "erase", id: `erase-${eventId}`, customer: null, orders: [], askedAt };
  }
}

type Word = { readonly posted: Posted; readonly order: StorefrontOrder; readonly onHeard: () => void };

/** A price that only Shopify can tell is asked for later; one that is stated wrong is refused and kept with its reason. */
async function hear(context: Context, envelope: Envelope, { posted, order, onHeard }: Word): Promise<string> {
  const heard = heardOrder(order);
  if (heard.state === "open" && (await isUnpriced(context, posted.shop, order))) return fetchLater(context, posted, order.storefrontId);
  const token = await context.payKeys.tokenOf(posted.shop, order.storefrontId);
  return told(context, envelope, async () => {
    const answer = await run(context, hearOrder, { ...posted, input: { ...heard, token } });
    onHeard();
    return answer;
  });
}

/** Whether the message lacks the one price that the shop asks for. What lacks none, whatever a shop asks for, needs no look at the shop. */
async function isUnpriced({ db }: Context, shop: ShopId, order: StorefrontOrder): Promise<boolean> {
  if (Object.values(order.prices).every((stated) => stated !== null)) return false;
  const known = await shopNamed(db.pool, shop);
  return known !== null && "unstated" in askedPrice(order, known.policy.asks);
}

/** A refusal is filed with the message, so it is answered like one that was obeyed: Shopify could only repeat it. */
async function told(context: Context, envelope: Envelope, deed: () => Promise<{ readonly result: string }>): Promise<string> {
  try {
    return (await deed()).result;
  } catch (error) {
    if (!(error instanceof EngineError) || meanings[error.code].status === 503) throw error;
    return error.code === "shop_unknown" ? unknownShop(context, envelope) : `refused: ${error.code}`;
  }
}

function refundHeard({ refundId, orderId, amounts }: StorefrontRefund) {
  const sums = amounts.map(({ amount, currency, gateway }) => [amount, currency, gateway && `by ${gateway}`].filter(Boolean).join(" "));
  return { storefrontId: orderId, refundId, says: `refund ${refundId} at the storefront: ${sums.join(", ") || "no money moved"}` };
}

/** The header that names the shop is not signed; these bodies name it themselves. */
function misaddressed(context: Context, posted: Posted, bytes: Uint8Array): Promise<string> {
  return fileOnly(context, apart(posted, bytes), "unreadable: the body speaks of another shop than its header");
}

/** Filed under its own bytes, so that a body under a wrong header never stands in for the event that header names. */
function apart({ shop, letter }: Posted, bytes: Uint8Array): Posted {
  return { shop, letter: { ...letter, eventId: hashOf(bytes) } };
}

// A time from the future would make an uninstall outlive the next installation.
function earlier(claimed: Date | null, now: Date): Date {
  return claimed && claimed < now ? claimed : now;
}
