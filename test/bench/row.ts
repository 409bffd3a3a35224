import type { Measured } from "./load.ts";
import type { Options } from "./options.ts";
import type { Product } from "./product.ts";
import type { Stage } from "./stage.ts";

/** One line of the table. Rates per second, times in ms; `ratio` is the rate as a share of the floor's, in the same rounds. */
export type Row = {
  readonly name: string;
  readonly perSecond: number | null;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly ratio: number | null;
  /** How far apart the rounds lie, as a share of their median. */
  readonly spread: number | null;
  readonly goal: string | null;
  readonly isMet: boolean | null;
  readonly says: string;
};

/** Looks at what the time of a round goes into. */
export type Watch = { readonly begin: () => Promise<void>; readonly end: (measured: Measured) => Promise<void> };

/** Where rows are measured. */
export type Hall = {
  readonly stage: Stage;
  readonly options: Options;
  /** The product on a database that was empty when the run began; rows share it. */
  readonly shared: () => Promise<Product>;
  /** The product on a database of that name, made and prepared when it is first asked for. */
  readonly own: (name: string, prepare: (product: Product) => Promise<void>) => Promise<Product>;
  readonly say: (line: string) => void;
  /** Null where nobody asked for a profile. The floor is looked at by the product's own eyes. */
  readonly watchFloor: (product: Product) => Watch | null;
  readonly watchOver: (product: Product) => Watch | null;
};

export type Measure = {
  readonly name: string;
  /** `full`: too long for a look. */
  readonly when: "always" | "full";
  /** Which products it needs; rows of one world follow each other. */
  readonly world: "none" | "shared" | "restart" | "memory" | "aged";
  readonly run: (hall: Hall) => Promise<Row>;
};

export const bare = { perSecond: null, p50Ms: null, p99Ms: null, ratio: null, spread: null, goal: null, isMet: null, says: "" } as const;
