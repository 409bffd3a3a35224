import { z } from "zod";
import { RECEIPT_FORMAT, type SignedReceipt } from "#app/engine/receipt.ts";

export type Read = { readonly receipt: SignedReceipt } | { readonly fault: string };

const text = z.string().max(1024);
const units = z.string().regex(/^(0|[1-9]\d{0,77})$/, "is no whole number of units");
const decimal = z.string().regex(/^(0|[1-9]\d{0,29})(\.\d{1,18})?$/, "is no exact decimal");
const time = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/, "is no time in UTC with milliseconds").refine((value) => !Number.isNaN(Date.parse(value)), "is no time that exists");
const hash = z.string().regex(/^[0-9a-f]{64}$/, "is no SHA-256 in hexadecimal");
const count = z.number().int().min(0);

const amounts = z.strictObject({ asked: units, received: units, takenBack: units, returned: units, fromCredit: units, missing: units, writtenOff: units, applied: units, credit: units, refunded: units });

// Strict: what no check looks at would be read as if it had been checked.
const receipt = z.strictObject({
  format: z.literal(RECEIPT_FORMAT),
  issuedAt: time,
  shop: z.strictObject({ domain: text, name: text.nullable() }),
  order: z.strictObject({ id: text, name: text.nullable(), placedAt: time, paidAt: time }),
  price: z.strictObject({ amount: decimal, currency: text }),
  rate: z.strictObject({ perUnit: decimal, source: text, asOf: time, quotedAt: time }),
  asset: z.string().regex(/^[A-Z][A-Z0-9]{1,11}\/([12]?\d|30)$/, "is no asset with its scale"),
  amounts,
  since: z.strictObject({ atRisk: z.boolean(), priceRaised: z.boolean(), priceLoweredOrCancelled: z.boolean() }),
  payments: z.array(z.strictObject({ id: text, provider: text, network: text, transaction: text, output: text, units, status: text, confirmations: count, confirmedAt: time.nullable(), wallets: z.array(text) })),
  paymentsLeftOut: count,
  refunds: z.array(z.strictObject({ id: text, units, status: text, transaction: text.nullable() })),
  ledger: z.array(z.strictObject({ id: text, from: text, to: text, asset: text, units, at: time, cause: text, via: text.nullable(), hash, seal: z.strictObject({ number: units, hash, position: count }).nullable() })),
  keys: text,
  key: text,
  signature: text,
});

/** Reads a receipt's file. Refuses what two readers could understand differently. */
export function readReceipt(file: string): Read {
  const value = parsed(file);
  if (value === undefined) return { fault: "the file is not JSON" };
  if (!file.isWellFormed() || namesIn(file) !== namesOf(value)) return { fault: "something is said twice in the file, so that two readers could understand it differently" };
  const read = receipt.safeParse(value);
  if (read.success) return { receipt: read.data };
  const [issue] = read.error.issues;
  return { fault: `it is not written as ${RECEIPT_FORMAT} is: ${issue?.path.join("/") || "the whole"}: ${issue?.message ?? "unreadable"}` };
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(file);
  } catch {
    return undefined;
  }
}

/** How many names of fields the text has; of a name that stands twice in one object the parser keeps the last alone. */
const namesIn = (file: string): number => [...file.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)].filter(([, colon]) => colon !== undefined).length;

function namesOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce((sum: number, each) => sum + namesOf(each), own);
}
