import type { Live, Watcher } from "./pay-live.ts";

/** How long a page waits before it comes again, once its line broke. */
const COME_AGAIN_MS = 2_000;
/** Whoever reads this much slower than we write is let go, and comes again. */
const MOST_UNREAD = 32;

type Watching = { readonly token: string; readonly from: string | null; /** What the page shows already. */ readonly mark: string | null };

/** Server-sent events about one order, for as long as they are read. Null: there are too many such streams already. */
export function streamOf(live: Live, { token, from, mark }: Watching): ReadableStream<Uint8Array> | null {
  const encoder = new TextEncoder();
  let leave: (() => void) | null = null;
  let out: ReadableStreamDefaultController<Uint8Array> | null = null;
  const end = () => {
    leave?.();
    out?.close();
    out = null;
  };
  const write = (text: string) => {
    out?.enqueue(encoder.encode(text));
    if ((out?.desiredSize ?? 0) < -MOST_UNREAD) end();
  };
  const watcher: Watcher = { mark, write, end };
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => void (out = controller),
    cancel: () => {
      out = null;
      leave?.();
    },
  });
  write(`retry: ${COME_AGAIN_MS}\n\n`);
  leave = live.watch(token, from, watcher);
  return leave === null ? null : stream;
}
