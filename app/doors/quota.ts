/** So many in so long: what a RateLimit-Policy says. */
export type Rule = { readonly name: string; readonly quota: number; readonly windowSeconds: number };

/** How a quota stands once somebody came. */
export type Allowance = { readonly rule: Rule; readonly isOver: boolean; readonly remaining: number; readonly resetSeconds: number };

type Window = { count: number; readonly began: number };

export type Quota = {
  /** Counts one that came now; over the quota nothing more is counted. */
  readonly take: (key: string, now: Date) => Allowance;
  /** Uncounts one that came in the window that is still open. */
  readonly giveBack: (key: string, cameAt: Date) => void;
  readonly look: (key: string, now: Date) => Allowance;
  readonly size: () => number;
};

/**
 * Counts by key, each in a window that opens with the first that comes. Of more than `mostKeys` the one longest unheard
 * is forgotten: a stranger with endless addresses makes us forgetful, never large. (Libraries for this keep every key
 * and a timer for each.)
 */
export function quotaOf(rule: Rule, mostKeys = 20_000): Quota {
  const windows = new Map<string, Window>();
  const lengthMs = rule.windowSeconds * 1000;

  // A clock that was set back must not keep a window open.
  const openAt = (key: string, now: number): Window | null => {
    const found = windows.get(key);
    return found && now >= found.began && now < found.began + lengthMs ? found : null;
  };
  const tell = ({ count, began }: Window, now: number, isOver: boolean): Allowance => ({ rule, isOver, remaining: Math.max(0, rule.quota - count), resetSeconds: Math.ceil((began + lengthMs - now) / 1000) });

  const take = (key: string, now: Date): Allowance => {
    const at = now.getTime();
    const window = openAt(key, at) ?? { count: 0, began: at };
    const isOver = window.count >= rule.quota;
    if (!isOver) window.count++;
    windows.delete(key);
    windows.set(key, window);
    if (windows.size > mostKeys) windows.delete(longestUnheard(windows));
    return tell(window, at, isOver);
  };
  const giveBack = (key: string, cameAt: Date): void => {
    const window = openAt(key, cameAt.getTime());
    if (window && window.count > 0) window.count--;
  };
  const look = (key: string, now: Date) => tell(openAt(key, now.getTime()) ?? { count: 0, began: now.getTime() }, now.getTime(), false);
  return { take, giveBack, look, size: () => windows.size };
}

// A map keeps the order in which its keys were set.
const longestUnheard = (windows: ReadonlyMap<string, unknown>): string => windows.keys().next().value ?? "";
