import { connect } from "node:net";

/** A pay page that somebody has open: its line for what changes. */
export type OpenPage = {
  /** When it first heard this text, by the clock of `performance`; rejects when its line breaks or the patience is over. */
  readonly hears: (text: string, patienceMs: number) => Promise<number>;
  readonly close: () => void;
};

/** Opens an order's line as a browser's EventSource does, and settles once the server listens to it. `mark` is what the page shows. */
export async function openPage(port: number, { token, mark }: { readonly token: string; readonly mark: string }): Promise<OpenPage> {
  const page = listening(port, `GET /pay/${token}/events?since=${mark} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n`);
  // The first thing said on a line that is open.
  await page.hears("retry:", PATIENCE_MS);
  return page;
}

const PATIENCE_MS = 10_000;

type Waiting = { readonly text: string; readonly heard: (at: number) => void; readonly failed: (error: Error) => void };

function listening(port: number, request: string): OpenPage {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  let said = "";
  let waiting: Waiting | null = null;
  const look = () => {
    if (waiting === null || !said.includes(waiting.text)) return;
    waiting.heard(performance.now());
    waiting = null;
    said = "";
  };
  const fail = (why: string) => {
    waiting?.failed(new Error(`${why}; heard: ${said.slice(0, 300)}`));
    waiting = null;
  };
  socket.setEncoding("utf8");
  socket.on("connect", () => socket.write(request));
  socket.on("data", (text: string) => {
    said += text;
    look();
  });
  socket.on("error", ({ message }) => fail(message));
  socket.on("close", () => fail("the line was closed"));
  return {
    hears: (text, patienceMs) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => fail(`nothing within ${patienceMs} ms`), patienceMs);
        const done = <T>(tell: (value: T) => void) => (value: T) => {
          clearTimeout(timer);
          tell(value);
        };
        waiting = { text, heard: done(resolve), failed: done(reject) };
        look();
      }),
    close: () => void socket.destroy(),
  };
}
