import type { Context } from "#app/context.server.ts";
import { payMarks, payView } from "#app/store/reads/pay.ts";
import { presentPay } from "./pay-present.ts";

/** A page that is open somewhere. `mark` is what it shows now; null: not known. */
export type Watcher = { mark: string | null; readonly write: (text: string) => void; readonly end: () => void };

/** The open pages of this process. */
export type Live = {
  /** From now on the page is told whenever its order changes, until it leaves. `from`: whose pages are counted together, null: nobody's.
   * Answers null where there are too many, or the process stops. */
  readonly watch: (token: string, from: string | null, watcher: Watcher) => (() => void) | null;
  readonly close: () => void;
};

/** What is heard within so long is one look. */
const LOOK_AFTER_MS = 15;
/** A page that hears nothing for much longer knows that its line is dead. A notice of another process may get lost, too. */
const BEAT_MS = 20_000;
const MOST_PAGES = 10_000;
const MOST_FROM_ONE = 200;
/** Looks leave the database two thirds of their time to others. */
const PAUSE_PER_LOOK = 2;
const READ_AT_ONCE = 4;

type Around = Pick<Context, "bell" | "clock"> & { readonly db: Pick<Context["db"], "pool">; readonly log: { readonly warn: (facts: object, what: string) => void } };

/**
 * Tells open pages what changed: after each commit, heard by the bell, one look for all of them; then the orders that
 * changed are read once each, however many pages show them. The next look waits for no reading: a change that is seen
 * while others are read stands in line behind them. A page that nothing happened to costs a few bytes now and then.
 */
export function openLive({ db: { pool }, bell, clock, log }: Around): Live {
  const pages = new Map<string, Set<Watcher>>();
  const counts = new Map<string, number>();
  /** Orders that must be read, by token, and the mark they were seen with. */
  const changed = new Map<string, string>();
  let reading = 0;
  let open = 0;
  let alarm: NodeJS.Timeout | null = null;
  let beat: NodeJS.Timeout | null = null;
  let isLooking = false;
  let isRung = false;
  let isClosed = false;

  const soon = (ms = LOOK_AFTER_MS): void => {
    if (isLooking) isRung = true;
    else if (alarm === null && open > 0) alarm = setTimeout(() => void look(), ms).unref();
  };

  const look = async (): Promise<void> => {
    alarm = null;
    isLooking = true;
    isRung = false;
    const began = performance.now();
    await seeAll().catch((error: unknown) => log.warn({ err: error }, "a look for open pages failed and is made again"));
    isLooking = false;
    if (isRung) soon(LOOK_AFTER_MS + PAUSE_PER_LOOK * (performance.now() - began));
  };

  const seeAll = async (): Promise<void> => {
    const marks = await payMarks(pool, [...pages.keys()]);
    for (const [token, mark] of marks) if (isBehind(token, mark)) changed.set(token, mark);
    readOn();
  };

  const isBehind = (token: string, mark: string): boolean => [...(pages.get(token) ?? [])].some((watcher) => watcher.mark !== mark);

  const readOn = (): void => {
    for (const [token, mark] of changed) {
      if (reading >= READ_AT_ONCE) return;
      changed.delete(token);
      // What was being read when this was seen may have told it already.
      if (!isBehind(token, mark)) continue;
      reading += 1;
      void tell(token)
        .catch((error: unknown) => log.warn({ err: error }, "what changed could not be read for open pages and is at the next look"))
        .finally(() => {
          reading -= 1;
          readOn();
        });
    }
  };

  const tell = async (token: string): Promise<void> => {
    const view = await payView(pool, token);
    if (!view) return;
    const event = `event: status\nid: ${view.mark}\ndata: ${JSON.stringify(presentPay(view, clock()))}\n\n`;
    for (const watcher of pages.get(token) ?? []) {
      if (watcher.mark === view.mark) continue;
      watcher.mark = view.mark;
      watcher.write(event);
    }
  };

  const beatAll = (): void => {
    pages.forEach((watchers) => watchers.forEach(({ write }) => write("event: beat\ndata: 1\n\n")));
    soon();
  };

  const leave = (token: string, from: string | null, watcher: Watcher): void => {
    const watchers = pages.get(token);
    if (!watchers?.delete(watcher)) return;
    if (watchers.size === 0) pages.delete(token);
    countOne(counts, from, -1);
    open -= 1;
    if (open > 0 || beat === null) return;
    clearInterval(beat);
    beat = null;
  };

  const watch: Live["watch"] = (token, from, watcher) => {
    if (isClosed || open >= MOST_PAGES || (from !== null && (counts.get(from) ?? 0) >= MOST_FROM_ONE)) return null;
    pages.set(token, (pages.get(token) ?? new Set<Watcher>()).add(watcher));
    countOne(counts, from, 1);
    open += 1;
    // Nobody else's commits are listened for until somebody looks.
    void bell.listen();
    beat ??= setInterval(beatAll, BEAT_MS).unref();
    soon();
    return () => leave(token, from, watcher);
  };

  bell.hear((what) => void ((what === "seal" || what === "pages") && soon()));
  const close = (): void => {
    isClosed = true;
    pages.forEach((watchers) => watchers.forEach(({ end }) => end()));
  };
  return { watch, close };
}

function countOne(counts: Map<string, number>, from: string | null, change: 1 | -1): void {
  if (from === null) return;
  const count = (counts.get(from) ?? 0) + change;
  if (count > 0) counts.set(from, count);
  else counts.delete(from);
}
