import { createHash } from "node:crypto";
import { shopDomain } from "#app/storefront/shop-domain.ts";

/** A webhook's headers. None of them is signed: they help to find and to order things, and prove nothing. */
export type Envelope = {
  /** Null where the header names no myshopify domain. */
  readonly shop: string | null;
  readonly topic: string;
  /** The same for all deliveries one action caused. */
  readonly eventId: string;
  readonly webhookId: string | null;
  readonly hmac: string | null;
  readonly triggeredAt: Date | null;
};

export function readEnvelope(header: (name: string) => string | null, bytes: Uint8Array): Envelope {
  const webhookId = idIn(header("x-shopify-webhook-id"));
  return {
    shop: shopDomain(header("x-shopify-shop-domain") ?? ""),
    topic: topicIn(header("x-shopify-topic")),
    eventId: idIn(header("x-shopify-event-id")) ?? webhookId ?? hashOf(bytes),
    webhookId,
    hmac: header("x-shopify-hmac-sha256"),
    triggeredAt: timeIn(header("x-shopify-triggered-at")),
  };
}

/** What names a message that no header names, or none rightly. */
export const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

function topicIn(text: string | null): string {
  const topic = (text ?? "").trim().toLowerCase();
  return /^[a-z_]{1,40}\/[a-z_]{1,40}$/.test(topic) ? topic : "unnamed";
}

// JavaScript's calendar is longer than PostgreSQL's.
function timeIn(text: string | null): Date | null {
  const time = new Date(text ?? "");
  const year = time.getUTCFullYear();
  return year >= 2000 && year <= 9999 ? time : null;
}

function idIn(text: string | null): string | null {
  const id = (text ?? "").trim();
  return /^[\w.:-]{1,128}$/.test(id) ? id : null;
}
