import { createHmac } from "node:crypto";
import { strikes } from "../faults/strike.ts";
import type { Letter } from "../world.ts";
import type { Shop } from "./shop.ts";

/** Brings webhooks to the app the way Shopify does: signed, within five seconds or again later, at least once, in no order. */

export type Address = {
  readonly appUrl: string;
  readonly secret: string;
  /** What signed before a rotation of the secret, and may sign still; null: no rotation is under way. */
  readonly oldSecret: string | null;
};
type Trip = Address & { readonly closing: AbortSignal };

const remembered = 500;
const NOT_REACHED = "not reached";

const headersOf = (letter: Letter, shop: Shop, secret: string): Record<string, string> => ({
  "Content-Type": "application/json",
  "User-Agent": "Shopify-Captain-Hook",
  "X-Shopify-Topic": letter.topic,
  "X-Shopify-Hmac-Sha256": createHmac("sha256", secret).update(letter.body, "utf8").digest("base64"),
  "X-Shopify-Shop-Domain": shop.state.domain,
  "X-Shopify-API-Version": "2026-10",
  "X-Shopify-Webhook-Id": letter.id,
  "X-Shopify-Event-Id": letter.eventId,
  "X-Shopify-Triggered-At": letter.triggeredAt,
  ...(letter.orderId === null ? {} : { "X-Shopify-Order-Id": letter.orderId }),
});

async function post(letter: Letter, shop: Shop, { appUrl, secret, oldSecret, closing }: Trip): Promise<string> {
  try {
    const answer = await fetch(`${appUrl}${letter.path}`, {
      method: "POST",
      headers: headersOf(letter, shop, oldSecret !== null && strikes(shop, "oldSecret") ? oldSecret : secret),
      body: letter.body,
      redirect: "manual",
      signal: AbortSignal.any([closing, AbortSignal.timeout(shop.state.switches.answerWithinMs)]),
    });
    await answer.arrayBuffer();
    return String(answer.status);
  } catch (error) {
    // Whatever went wrong on the way is, to Shopify, one more try that failed.
    return error instanceof Error && error.name === "TimeoutError" ? "no answer in time" : NOT_REACHED;
  }
}

const isSuccess = (answer: string): boolean => /^2\d\d$/.test(answer);

function file(shop: Shop, letter: Letter): void {
  shop.state.letters.delete(letter.id);
  shop.state.pastLetters.push(letter);
  shop.state.pastLetters.splice(0, Math.max(0, shop.state.pastLetters.length - remembered));
}

/** One try, as often as the duplicate switch says, if anybody is there. The letter is delivered when the last copy got its 2xx. */
export async function carry(shop: Shop, letter: Letter, trip: Trip): Promise<void> {
  const { state, nature } = shop;
  const at = nature.now().toISOString();
  let answer = await post(letter, shop, trip);
  const copies = answer === NOT_REACHED ? 0 : state.switches.copies + (strikes(shop, "duplicated") ? 1 : 0);
  for (let copy = 0; copy < copies; copy += 1) answer = await post(letter, shop, trip);
  // A try cut short by our own end is none: after a restart the letter is still due.
  if (trip.closing.aborted) return;
  const tried = { ...letter, tries: [...letter.tries, { at, answer }] };
  const wait = state.switches.retryMs[tried.tries.length - 1];
  if (isSuccess(answer)) file(shop, { ...tried, state: "delivered" });
  else if (wait === undefined) file(shop, { ...tried, state: "given-up" });
  else state.letters.set(letter.id, { ...tried, dueAt: nature.now().getTime() + wait });
}

export const isDue = (letter: Letter, now: number): boolean => letter.state === "waiting" && letter.dueAt <= now;

/** Lets held letters go: in the order they were written, or the last one first. */
export function release(shop: Shop, order: "as written" | "reversed"): number {
  const held = [...shop.state.letters.values()].filter((letter) => letter.state === "held");
  const queue = order === "reversed" ? held.toReversed() : held;
  for (const letter of queue) {
    // Set again at the end of the map: letters that are due together go in the map's order.
    shop.state.letters.delete(letter.id);
    shop.state.letters.set(letter.id, { ...letter, state: "waiting", dueAt: shop.nature.now().getTime() });
  }
  shop.changed();
  return queue.length;
}

/** Sends a past letter once more, same ids and bytes. */
export function redeliver(shop: Shop, letterId: string): boolean {
  const past = shop.state.pastLetters.find((letter) => letter.id === letterId);
  if (!past) return false;
  shop.state.pastLetters = shop.state.pastLetters.filter((letter) => letter !== past);
  shop.state.letters.set(past.id, { ...past, state: "waiting", dueAt: shop.nature.now().getTime(), tries: [] });
  shop.changed();
  return true;
}
