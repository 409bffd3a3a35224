import type { Answer } from "./answer.ts";
import { waitMs } from "./pace.ts";

const ANSWER_WITHIN_MS = 10_000;

export type Watch = {
  readonly ask: (signal: AbortSignal) => Promise<Answer>;
  readonly isSeen: () => boolean;
  /** `rests`: it is not asked again by itself. */
  readonly tell: (answer: Answer, then: "goes on" | "rests") => void;
};

export type Watching = {
  /** At once, and from there on as often as at first. */
  readonly again: () => void;
  /** The block came into sight or left it. */
  readonly look: () => void;
  readonly stop: () => void;
};

/** Asks again and again, slower and slower; not while nobody sees it, not for ever, and never twice at a time. */
export function watch({ ask, isSeen, tell }: Watch): Watching {
  let round = 0;
  let asked = 0;
  let isDue = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let call = new AbortController();

  const leave = (): number => {
    clearTimeout(timer);
    call.abort();
    isDue = false;
    return ++round;
  };
  const go = async (): Promise<void> => {
    const mine = leave();
    const own = (call = new AbortController());
    const patience = setTimeout(() => own.abort(), ANSWER_WITHIN_MS);
    const answer = await ask(own.signal);
    clearTimeout(patience);
    // Somebody asked anew meanwhile, or nobody listens any more.
    if (mine !== round) return;
    const wait = waitMs(answer, ++asked);
    tell(answer, wait === null ? "rests" : "goes on");
    if (wait !== null) timer = setTimeout(come, wait);
  };
  const come = () => {
    if (isSeen()) void go();
    else isDue = true;
  };
  void go();
  return {
    again: () => {
      asked = 0;
      void go();
    },
    look: () => {
      if (isDue && isSeen()) void go();
    },
    stop: () => void leave(),
  };
}
