import type { Undecided } from "#app/store/undecided.ts";
import { readWebhook } from "#app/storefront/webhook.ts";

/** The storefront's id of the order an undecided message speaks of; null: none that could be read again. */
export function orderOfLetter({ source, topic, eventId, result, body }: Undecided): string | null {
  if (result.startsWith("fetch: ")) return result.slice("fetch: ".length);
  if (source === "reconcile") return /^(\d+)@/.exec(eventId)?.[1] ?? null;
  const said = readWebhook(topic, parsed(body));
  switch (said.kind) {
    case "order":
      return said.order.storefrontId;
    case "edited":
    case "deleted":
      return said.orderId;
    default:
      return null;
  }
}

/** Integers too large for a number keep their digits. */
function parsed(body: Buffer): unknown {
  const keepDigits = (_key: string, value: unknown, context?: { readonly source?: string }) =>
    typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? "") ? BigInt(context?.source ?? "") : value;
  try {
    return JSON.parse(body.toString("utf8"), keepDigits);
  } catch {
    return null;
  }
}
