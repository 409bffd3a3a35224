import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { DamagedBackup, type Header, MAGIC, readHeader, readSection, type Section } from "./header.ts";

/** What is done with a backup's content as it passes by. Whoever takes a table reads all its rows. */
export type Taker = {
  readonly header?: (header: Header) => Promise<void> | void;
  readonly table: (section: Section, rows: AsyncIterable<Buffer>) => Promise<void>;
};

const LONGEST_LINE = 16 * 1024 * 1024;

/** Reads a backup from its beginning to its checksum, in flat memory. Throws DamagedBackup when it is not what was written. */
export async function readBackup(file: string, taker: Taker): Promise<Header> {
  const source = open(file);
  try {
    if ((await source.line()) !== MAGIC) throw new DamagedBackup("the file is no backup of this product, or of a version after this one");
    const header = readHeader(await source.line());
    await taker.header?.(header);
    for (let line = await source.line(); !line.startsWith("end "); line = await source.line()) {
      await taker.table(readSection(line), source.rows());
    }
    if (await source.goesOn()) throw new DamagedBackup("the file goes on after its end");
    return header;
  } catch (error) {
    throw isBadArchive(error) ? new DamagedBackup(`the file is damaged or cut off (${error.message})`) : error;
  } finally {
    source.close();
  }
}

/** Reads all of it and keeps nothing: afterwards it is known to be whole. */
export function examine(file: string): Promise<Header> {
  return readBackup(file, {
    table: async (_section, rows) => {
      for await (const piece of rows) void piece;
    },
  });
}

const isBadArchive = (error: unknown): error is Error => error instanceof Error && "code" in error && /^Z_/.test(String(error.code));

type Source = {
  /** The next line, without its end. The last one, `end <checksum>`, is compared with all that came before. */
  readonly line: () => Promise<string>;
  /** A table's rows, up to the line that ends them. */
  readonly rows: () => AsyncGenerator<Buffer>;
  readonly goesOn: () => Promise<boolean>;
  readonly close: () => void;
};

const END = Buffer.from("\\.\n");
const LINE_END = Buffer.from("\n\\.\n");

function open(file: string): Source {
  const input = createReadStream(file);
  const archive = input.pipe(createGunzip({ chunkSize: 256 * 1024 }));
  input.on("error", (error) => archive.destroy(error));
  const pieces: AsyncIterator<Buffer> = archive[Symbol.asyncIterator]();
  const hash = createHash("sha256");
  let held: Buffer = Buffer.alloc(0);

  const more = async (): Promise<boolean> => {
    const { value, done } = await pieces.next();
    if (!done) held = held.length === 0 ? value : Buffer.concat([held, value]);
    return !done;
  };
  const need = async (): Promise<void> => {
    if (!(await more())) throw new DamagedBackup("the file is cut off");
  };
  const take = (length: number): Buffer => {
    const taken = held.subarray(0, length);
    held = held.subarray(length);
    return taken;
  };
  const hashed = (piece: Buffer): Buffer => {
    hash.update(piece);
    return piece;
  };
  return {
    line: async () => {
      let end = held.indexOf(10);
      for (; end < 0; end = held.indexOf(10)) {
        if (held.length > LONGEST_LINE) throw new DamagedBackup("the file is no backup");
        await need();
      }
      const bytes = take(end + 1);
      const text = bytes.toString("utf8", 0, end);
      if (!text.startsWith("end ")) hash.update(bytes);
      else if (text !== `end ${hash.digest("hex")}`) throw new DamagedBackup("the file is not what was written: its checksum differs");
      return text;
    },
    rows: async function* () {
      while (held.length < END.length) await need();
      if (held.subarray(0, END.length).equals(END)) return void hashed(take(END.length));
      for (;;) {
        const end = held.indexOf(LINE_END);
        if (end >= 0) {
          yield hashed(take(end + 1));
          return void hashed(take(END.length));
        }
        // What is left may be the beginning of the end.
        if (held.length > END.length) yield hashed(take(held.length - END.length));
        await need();
      }
    },
    goesOn: async () => held.length > 0 || (await more()),
    close: () => {
      input.destroy();
      archive.destroy();
    },
  };
}
