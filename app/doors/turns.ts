import { busy } from "./too-many.ts";

export type Turns = <T>(work: () => T) => Promise<T>;

/**
 * Does one piece of costly work in each turn of the event loop, so that whatever else came in is served between two of
 * them. When `most` are waiting, the next is refused at once.
 */
export function takeTurns(most: number): Turns {
  const waiting: (() => void)[] = [];
  const next = () => {
    waiting[0]?.();
    waiting.shift();
    if (waiting.length > 0) setImmediate(next);
  };
  return (work) => {
    if (waiting.length >= most) return Promise.reject(busy());
    return new Promise((resolve, reject) => {
      waiting.push(() => {
        try {
          resolve(work());
        } catch (error) {
          reject(error);
        }
      });
      if (waiting.length === 1) setImmediate(next);
    });
  };
}
