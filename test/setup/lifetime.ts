import { afterAll, onTestFinished } from "vitest";
import { closers } from "#app/launch/stack.ts";

/** Hears what must end when the one does who asked for it: a test, or a file. Last come first served. */
export type AtEnd = (end: () => Promise<unknown> | unknown) => void;

export const withTest: AtEnd = (end) => onTestFinished(async () => void (await end()));

/** What the tests of a file share is opened by the first that needs it, and ends with the file. To be called outside the tests. */
export function sharedInFile<T>(open: (atEnd: AtEnd) => Promise<T>): () => Promise<T> {
  const ends = closers();
  let opened: Promise<T> | undefined;
  afterAll(ends.closeAll);
  return () => (opened ??= open((end) => ends.add(async () => void (await end()))));
}
