import type { z } from "zod";

/** The seam to the network: `fetch` itself, or one that leads to the sandbox. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** One operation ready to be sent: `does` says whether a lost reply may have changed the shop. */
export type Request<Data> = {
  readonly does: "read" | "write";
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly answer: z.ZodType<Data>;
};
