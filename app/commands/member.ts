import type { Seeds, World } from "#app/store/stand.ts";
import type { Asked, Command, Decision } from "./command.ts";
import { keysOf, seedsOf } from "./keys.ts";

/** One message of a batch: its command, with what it was asked. */
export type Member = {
  readonly name: string;
  readonly asked: Asked<unknown>;
  readonly receivedAt: Date;
  readonly seeds: Seeds;
  readonly keys: readonly string[];
  readonly decide: (world: World, now: Date) => Decision;
};

export function memberOf<Input, Answer>(command: Command<Input, Answer>, asked: Asked<Input>, receivedAt: Date): Member {
  const seeds = seedsOf(command, asked);
  return { name: command.name, asked, receivedAt, seeds, keys: keysOf(seeds), decide: (world, now) => command.decide(asked.input, world, now) };
}

/** What a batch must not hold twice: the second is decided when the first is saved. A nonce is used by one message only. */
export function thingsOf({ keys, seeds: { speaker } }: Member): readonly string[] {
  return speaker ? [...keys, `nonce:${speaker.wallet}/${speaker.nonce}`] : keys;
}
