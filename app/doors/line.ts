import { busy } from "./too-many.ts";

export type Line = {
  <T>(work: () => Promise<T>): Promise<T>;
  /** Whoever comes now is refused. */
  readonly isFull: () => boolean;
};

/** Lets `atOnce` pieces of work be under way and `mostWaiting` wait for them, first come first served; the next is refused. */
export function lineFor(atOnce: number, mostWaiting: number): Line {
  const waiting: (() => void)[] = [];
  let underWay = 0;
  const place = (): Promise<void> | undefined => {
    if (underWay >= atOnce) return new Promise((resolve) => waiting.push(resolve));
    underWay++;
    return undefined;
  };
  const leave = () => {
    const next = waiting.shift();
    // Whoever waited takes over the place of the one who leaves.
    if (next) next();
    else underWay--;
  };
  const isFull = () => underWay >= atOnce && waiting.length >= mostWaiting;
  const stand = async <T>(work: () => Promise<T>): Promise<T> => {
    if (isFull()) throw busy();
    await place();
    try {
      return await work();
    } finally {
      leave();
    }
  };
  return Object.assign(stand, { isFull });
}

/** For those who need not stand in line. */
export const noLine: Line = Object.assign(<T>(work: () => Promise<T>) => work(), { isFull: () => false });
