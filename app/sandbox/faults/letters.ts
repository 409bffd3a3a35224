import type { Shop } from "../shop/shop.ts";
import type { Letter } from "../world.ts";
import { draw, strikes } from "./strike.ts";

/** Puts a webhook into the post: to be sent, late, too late, out of turn, or never. */
export function post(shop: Shop, letter: Letter): void {
  const { state } = shop;
  if (state.switches.dropTopics.includes(letter.topic) || strikes(shop, "dropped")) state.pastLetters.push({ ...letter, state: "dropped" });
  else state.letters.set(letter.id, { ...letter, dueAt: letter.dueAt + lateMs(shop) });
}

function lateMs(shop: Shop): number {
  const { delayedMs, reorderedWithinMs } = shop.state.faults.measures;
  if (strikes(shop, "delayed")) return delayedMs;
  // Those written after it overtake it.
  return strikes(shop, "reordered") ? Math.ceil(draw(shop.nature) * reorderedWithinMs) : 0;
}
