import { busy } from "./too-many.ts";

export type Room = { readonly take: (bytes: number) => void; readonly giveBack: (bytes: number) => void };

/**
 * So many bytes may be held at once; what finds no room is refused. It counts what came, not what was announced: to
 * keep others out somebody must send it all, again and again, and not just begin.
 */
export function roomFor(most: number): Room {
  let held = 0;
  const take = (bytes: number): void => {
    if (held + bytes > most) throw busy();
    held += bytes;
  };
  return { take, giveBack: (bytes) => void (held -= bytes) };
}
