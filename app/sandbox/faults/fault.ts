import { z } from "zod";

/** What can go wrong at a shop. Each is switched by itself: a chance per request, job, change or webhook; 0 is never. */
export const requestFaults = ["slow", "tooMany", "failsBefore", "failsAfter", "cutAfter", "cutBody", "hangs", "tokenRevoked", "allRevoked", "frozen", "locked", "forbidden"] as const;
export const lateFaults = ["cancelLate", "cancelFails", "searchLags"] as const;
export const letterFaults = ["duplicated", "reordered", "delayed", "dropped", "oldSecret"] as const;
export const faultNames = [...requestFaults, ...lateFaults, ...letterFaults] as const;

export type FaultName = (typeof faultNames)[number];
export type RequestFault = (typeof requestFaults)[number];

/** `throttled` has no chance: the cost budget decides (see the shop's switches). It is counted all the same. */
const counted = [...faultNames, "throttled"] as const;
export type Counted = (typeof counted)[number];

const chances = z.record(z.enum(faultNames), z.number().min(0).max(1));

// A year, which is more than any fault needs, and less than what turns a time into nonsense.
const ms = z.number().int().min(0).max(31_536_000_000);
const measures = z.object({
  retryAfterSeconds: z.number().positive().max(3_600),
  slowMs: ms,
  cancelLateMs: ms,
  searchLagMs: ms,
  reorderedWithinMs: ms,
  delayedMs: ms,
});

export const faultsSchema = z.object({ chances, measures });
export const someFaults = z.strictObject({ chances: z.partialRecord(z.enum(faultNames), z.number().min(0).max(1)).default({}), measures: measures.partial().strict().default({}) });

export type Faults = Readonly<z.infer<typeof faultsSchema>>;
export type SomeFaults = z.output<typeof someFaults>;

export const struckSchema = z.record(z.enum(counted), z.number());

const every = <Name extends string>(names: readonly Name[]) => Object.fromEntries(names.map((name) => [name, 0]));

export const noFaults = (): Faults =>
  faultsSchema.parse({
    chances: every(faultNames),
    measures: { retryAfterSeconds: 2, slowMs: 1_500, cancelLateMs: 30_000, searchLagMs: 20_000, reorderedWithinMs: 3_000, delayedMs: 86_400_000 },
  });

export const neverStruck = (): z.infer<typeof struckSchema> => struckSchema.parse(every(counted));
