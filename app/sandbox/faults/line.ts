import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";

/** The connection a request came on, for answers that never arrive whole. */
export type Line = {
  readonly hangUp: () => Response;
  /** Promises the whole answer and sends half of it. */
  readonly breakOff: (answer: Response) => Promise<Response>;
  readonly untilGivenUp: () => Promise<void>;
};

/** Another fault has dealt with the connection already. */
export const isSent = (answer: Response): boolean => answer === RESPONSE_ALREADY_SENT;

export function lineOf({ outgoing }: HttpBindings): Line {
  return {
    hangUp: () => {
      outgoing.destroy();
      return RESPONSE_ALREADY_SENT;
    },
    breakOff: async (answer) => {
      const bytes = Buffer.from(await answer.arrayBuffer());
      outgoing.writeHead(answer.status, { "Content-Type": "application/json; charset=utf-8", "Content-Length": bytes.length });
      outgoing.write(bytes.subarray(0, bytes.length / 2), () => outgoing.destroy());
      return RESPONSE_ALREADY_SENT;
    },
    untilGivenUp: () => new Promise((resolve) => (outgoing.destroyed ? resolve() : outgoing.once("close", resolve))),
  };
}
