import { connect, type Socket } from "node:net";

/** `body` as text; what a row does not look at costs nothing to keep. */
export type Answer = { readonly status: number; readonly body: string };

/** One kept-alive HTTP connection that asks one thing at a time, opened anew where the other side closed it meanwhile. The
 * generator shares its two cores with what it measures, so requests are written as the bytes they were prepared as and
 * answers are only looked at for their end. */
export type Connection = { readonly ask: (request: Uint8Array) => Promise<Answer>; readonly close: () => void };

const PATIENCE_MS = 30_000;

export async function openConnection(port: number, from = "127.0.0.1"): Promise<Connection> {
  let line = asking(await dial(port, from));
  return {
    ask: async (request) => {
      if (line.isOver()) line = asking(await dial(port, from));
      return line.ask(request);
    },
    close: () => line.close(),
  };
}

function dial(port: number, from: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", localAddress: from, noDelay: true });
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.off("error", reject);
      resolve(socket);
    });
  });
}

type Waiting = { readonly answered: (answer: Answer) => void; readonly failed: (error: Error) => void };

function asking(socket: Socket): Connection & { readonly isOver: () => boolean } {
  let waiting: Waiting | null = null;
  let heard = "";
  const fail = (why: string) => {
    waiting?.failed(new Error(why));
    waiting = null;
  };
  socket.setEncoding("latin1");
  socket.setTimeout(PATIENCE_MS, () => waiting && fail(`no answer within ${PATIENCE_MS} ms`));
  socket.on("error", (error) => fail(error.message));
  socket.on("close", () => fail("the connection was closed"));
  socket.on("data", (text: string) => {
    heard = heard === "" ? text : heard + text;
    const answer = answerIn(heard);
    if (!answer || !waiting) return;
    const { answered } = waiting;
    heard = "";
    waiting = null;
    answered(answer);
  });
  return {
    ask: (request) =>
      new Promise((answered, failed) => {
        waiting = { answered, failed };
        socket.write(request);
      }),
    // A server ends what stood idle for a few seconds.
    isOver: () => socket.destroyed || socket.readableEnded || !socket.writable,
    close: () => void socket.destroy(),
  };
}

/** Null while it is not whole. */
function answerIn(heard: string): Answer | null {
  const end = heard.indexOf("\r\n\r\n");
  if (end < 0) return null;
  const status = Number(heard.slice(9, 12));
  const body = heard.slice(end + 4);
  const declared = /\r\ncontent-length: *(\d+)/i.exec(heard.slice(0, end));
  const isWhole = declared ? body.length >= Number(declared[1]) : status === 204 || body.endsWith("0\r\n\r\n");
  return isWhole ? { status, body } : null;
}
