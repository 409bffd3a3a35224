import { z } from "zod";

/** The first line of every backup, whatever its version. */
export const MAGIC = "tallystick backup 1";

const migration = z.object({ name: z.string(), checksum: z.string() });
const seal = z.object({ shop: z.string(), number: z.string(), hash: z.string() });

const header = z.object({
  /** The version of the product that wrote it. */
  app: z.string(),
  takenAt: z.iso.datetime(),
  postgres: z.string(),
  /** As applied, in order. */
  migrations: z.array(migration).min(1),
  shops: z.array(z.string()),
  /** Rows by table. */
  rows: z.record(z.string(), z.number().int().nonnegative()),
  /** The newest seal of each shop. */
  seals: z.array(seal),
  /** Where counters stood; null: never used. */
  sequences: z.record(z.string(), z.string().regex(/^\d+$/).nullable()),
  /** Fingerprints of the keys that were at hand, the sealing one first. Never a key. */
  keys: z.array(z.string()),
});

/** What a backup says about itself, in its second line. */
export type Header = Readonly<z.infer<typeof header>>;
export type Migration = Readonly<z.infer<typeof migration>>;

const section = z.object({ table: z.string(), columns: z.array(z.string()).min(1) });

/** A table's rows follow this line, as COPY writes them, up to a line `\.`. */
export type Section = Readonly<z.infer<typeof section>>;

/** The file is no backup, or not the one that was written. Nothing was changed because of it. */
export class DamagedBackup extends Error {
  override readonly name = "DamagedBackup";
}

export const readHeader = (line: string): Header => parsed(header, line);
export const readSection = (line: string): Section => parsed(section, line);

function parsed<T>(schema: z.ZodType<T>, line: string): T {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    throw new DamagedBackup("the file is damaged: a line of its own is not what was written");
  }
}
