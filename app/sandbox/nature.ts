import { randomBytes } from "node:crypto";

/** What the world takes from outside itself: the time and chance. Tests give both, so that a run repeats exactly. */
export type Nature = {
  readonly now: () => Date;
  readonly random: (bytes: number) => Uint8Array;
};

export const realNature: Nature = { now: () => new Date(), random: (bytes) => randomBytes(bytes) };

export const randomHex = (nature: Nature, bytes: number): string => Buffer.from(nature.random(bytes)).toString("hex");

export function randomUuid(nature: Nature): string {
  const hex = randomHex(nature, 16);
  const variant = "89ab".charAt(Number.parseInt(hex.charAt(16), 16) % 4);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, variant + hex.slice(17, 20), hex.slice(20)].join("-");
}

/** The time as Shopify keeps it: whole seconds, UTC. */
export const secondOf = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`;
