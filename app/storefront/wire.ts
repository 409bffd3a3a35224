import { z } from "zod";

/** The seam to the network: `fetch` itself, or one that leads to the sandbox. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** One operation ready to be sent: `does` says whether a lost reply may have changed the shop. */
export type Request<Data> = {
  readonly does: "read" | "write";
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly answer: z.ZodType<Data>;
};

export const when = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
export const moneySet = z.object({ presentmentMoney: z.object({ amount: z.string(), currencyCode: z.string() }) });
export type MoneySet = z.infer<typeof moneySet>;
