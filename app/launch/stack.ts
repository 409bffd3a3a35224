/** Things to end, last come first served. */
export type Closers = { readonly add: (close: () => Promise<void> | void) => void; readonly closeAll: () => Promise<void> };

export function closers(): Closers {
  const open: (() => Promise<void> | void)[] = [];
  return {
    add: (close) => void open.push(close),
    closeAll: async () => {
      for (let close = open.pop(); close; close = open.pop()) await close();
    },
  };
}
