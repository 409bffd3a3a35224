import type { ShopId } from "#app/engine/ids.ts";

/**
 * Which messages this process has seen decided and saved, the last of them: Shopify repeats most within minutes, and one
 * that is known to be done is not worth a transaction. Whoever is not remembered is found in the inbox, by the
 * transaction itself; so what is forgotten here, or heard by another process, costs time and nothing else.
 */
export type Repeats = { readonly of: (shop: ShopId, topic: string, eventId: string) => Repeat };

/** `remember` is called once the message is durable, never before. */
export type Repeat = { readonly isKnown: () => boolean; readonly remember: () => void };

// Two generations: the older one goes when the newer is full. Some 100 bytes each.
const GENERATION = 5_000;

export function openRepeats(): Repeats {
  let newer = new Set<string>();
  let older = new Set<string>();
  const remember = (name: string): void => {
    newer.add(name);
    if (newer.size < GENERATION) return;
    older = newer;
    newer = new Set();
  };
  return {
    of: (shop, topic, eventId) => {
      const name = `${shop} ${topic} ${eventId}`;
      return { isKnown: () => newer.has(name) || older.has(name), remember: () => remember(name) };
    },
  };
}
