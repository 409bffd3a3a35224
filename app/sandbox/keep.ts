import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { freeze, thaw } from "./exact-json.ts";
import { worldSchema, type World } from "./world.ts";

/** Where a world outlives its process. */
export type Keep = {
  readonly load: () => Promise<World | null>;
  readonly save: (world: World) => Promise<void>;
};

const missing = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "ENOENT";

/** One file, replaced in one step, so that a crash leaves the old world or the new one, never half of either. */
export function fileKeep(path: string): Keep {
  return {
    load: async () => {
      const text = await readFile(path, "utf8").catch((error: unknown) => {
        if (missing(error)) return null;
        throw error;
      });
      return text === null ? null : worldSchema.parse(thaw(text));
    },
    save: (world) => writeWhole(path, freeze(world)),
  };
}

export async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.new`;
  // The file holds the sandbox wallets' keys: only its owner reads it.
  const file = await open(draft, "w", 0o600);
  await file.writeFile(text);
  await file.sync();
  await file.close();
  await rename(draft, path);
}

// A world of thousands of orders takes a while to write down.
const SELDOM = 30;

/** Saves soon after a change, and never so often that saving becomes the work. */
export function saver(keep: Keep, world: World) {
  let changed = false;
  let pause: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  let pauseMs = 50;
  const write = async (): Promise<void> => {
    changed = false;
    const started = performance.now();
    await keep.save(world);
    pauseMs = Math.max(50, SELDOM * (performance.now() - started));
  };
  const flush = (): Promise<void> => {
    clearTimeout(pause);
    pause = undefined;
    if (changed) writing = writing.then(write);
    return writing;
  };
  return {
    note: (): void => {
      changed = true;
      pause ??= setTimeout(() => void flush(), pauseMs);
    },
    flush,
  };
}
