import { busy } from "./too-many.ts";

export type Places = <T>(work: () => Promise<T>) => Promise<T>;

/** Lets so much work be under way at once; what finds no place is refused. */
export function placesFor(most: number): Places {
  let taken = 0;
  return async (work) => {
    if (taken >= most) throw busy();
    taken++;
    try {
      return await work();
    } finally {
      taken--;
    }
  };
}
