import { onTestFinished } from "vitest";
import { closers } from "#app/launch/stack.ts";

/** Hears what must end when the one does who asked for it: a test, or a file. Last come first served. */
export type AtEnd = (end: () => Promise<unknown> | unknown) => void;

export const withTest: AtEnd = (end) => onTestFinished(async () => void (await end()));

const shared = closers();

/** What the tests of a file share is opened by the first that needs it, and ends with the file. */
export function sharedInFile<T>(open: (atEnd: AtEnd) => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined;
  const begin = (): Promise<T> => {
    shared.add(() => void (opened = undefined));
    return open((end) => shared.add(async () => void (await end())));
  };
  return () => (opened ??= begin());
}

/** The file is over. The next one may use the same modules, and opens its own. */
export const endShared = shared.closeAll;
