import type { Letter } from "../world.ts";
import { finishCancel } from "./actions.ts";
import { carry, isDue, type Address } from "./courier.ts";
import type { Shop } from "./shop.ts";

/** Does what is due in all shops: webhooks to bring, cancel jobs to finish. */

export type PostOffice = {
  /** Everything due now, and what that causes; returns when nothing due is left. */
  readonly deliverPending: () => Promise<void>;
  /** Looks at the clock again; call it after every change. */
  readonly wake: () => void;
  readonly close: () => Promise<void>;
};

type Setting = {
  readonly shops: () => readonly Shop[];
  readonly address: Address;
  readonly now: () => number;
  /** How many letters travel at once. */
  readonly couriers: number;
  readonly alsoDue: () => Promise<boolean>;
};

function finishJobs(shop: Shop, now: number): boolean {
  const due = [...shop.state.jobs.values()].filter((job) => !job.done && job.dueAt <= now);
  for (const job of due) finishCancel(shop, job);
  return due.length > 0;
}

export function openPostOffice({ shops, address, now, couriers, alsoDue }: Setting): PostOffice {
  const travelling = new Set<string>();
  let alarm: NodeJS.Timeout | undefined;
  let round: Promise<void> | null = null;
  let following: Promise<void> | null = null;
  const closing = new AbortController();
  let closed = false;

  const dueLetters = (): { shop: Shop; letter: Letter }[] =>
    shops().flatMap((shop) =>
      [...shop.state.letters.values()].filter((letter) => isDue(letter, now()) && !travelling.has(letter.id)).map((letter) => ({ shop, letter })),
    );

  const carryAll = async (queue: { shop: Shop; letter: Letter }[]): Promise<void> => {
    const next = queue.shift();
    if (!next || closed) return;
    travelling.add(next.letter.id);
    await carry(next.shop, next.letter, { ...address, closing: closing.signal });
    travelling.delete(next.letter.id);
    return carryAll(queue);
  };

  const work = async (): Promise<void> => {
    const jobs = shops().filter((shop) => finishJobs(shop, now())).length > 0;
    const queue = dueLetters();
    const some = queue.length > 0;
    await Promise.all(Array.from({ length: couriers }, () => carryAll(queue)));
    const other = await alsoDue();
    if ((jobs || some || other) && !closed) return work();
  };

  const deliverPending = (): Promise<void> => {
    if (round === null) {
      round = work().finally(() => { round = null; });
      return round;
    }
    // The running round may have begun too early: all who come meanwhile share the one after it.
    following ??= round.then(() => {
      following = null;
      return deliverPending();
    });
    return following;
  };

  const nextDue = (): number =>
    shops().reduce((soonest, { state }) => {
      let due = soonest;
      for (const letter of state.letters.values()) if (letter.state === "waiting" && !travelling.has(letter.id)) due = Math.min(due, letter.dueAt);
      for (const job of state.jobs.values()) if (!job.done) due = Math.min(due, job.dueAt);
      return due;
    }, Number.POSITIVE_INFINITY);

  const setAlarm = (): void => {
    alarm = undefined;
    const due = nextDue();
    if (closed || due === Number.POSITIVE_INFINITY) return;
    alarm = setTimeout(() => { void deliverPending().finally(setAlarm); }, Math.min(Math.max(0, due - now()), 60_000));
  };

  const wake = (): void => {
    clearTimeout(alarm);
    // Many changes in one turn need one look at the clock.
    alarm = setTimeout(setAlarm, 0);
  };

  const close = async (): Promise<void> => {
    closed = true;
    clearTimeout(alarm);
    closing.abort();
    await (following ?? round);
  };
  return { deliverPending, wake, close };
}
