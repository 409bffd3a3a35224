import { expect, onTestFinished, test } from "vitest";
import { createContext } from "#app/context.server.ts";
import type { Bell } from "#app/store/bell.ts";
import { keepVigil } from "#workers/vigil.ts";
import { testConfig } from "../setup/config.ts";
import { freshDatabase } from "../setup/database.ts";
import { eventually } from "../setup/poll.ts";

const DAY_MS = 86_400_000;

type Watched = { readonly ring: Bell["ring"]; readonly looks: readonly number[]; readonly close: () => Promise<void> };

/** A vigil over nothing: when it looked, in ms, and what it finds each time. */
async function watching({ restMs, finds = () => "done" }: { readonly restMs?: number; readonly finds?: (look: number) => "more" | "done" }): Promise<Watched> {
  const looks: number[] = [];
  const context = createContext(testConfig(await freshDatabase()));
  const look = () => {
    looks.push(performance.now());
    return Promise.resolve(finds(looks.length));
  };
  const { close } = keepVigil(context, "nothing", { hears: "relay", atLatestMs: DAY_MS, ...(restMs === undefined ? {} : { restMs }), look });
  onTestFinished(async () => {
    await close();
    await context.close();
  });
  return { ring: context.bell.ring, looks, close };
}

const looked = (vigil: Watched, times: number) => eventually(() => (vigil.looks.length >= times ? true : undefined));

test("what rings while it rests is looked for when it has rested, once for all rings", async () => {
  const vigil = await watching({ restMs: 60 });
  await looked(vigil, 1);
  for (let n = 0; n < 5; n += 1) vigil.ring("relay");
  await looked(vigil, 2);
  const [first = 0, second = 0] = vigil.looks;
  expect(second - first).toBeGreaterThanOrEqual(55);
  vigil.ring("relay");
  await looked(vigil, 3);
  expect(vigil.looks).toHaveLength(3);
});

test("it does not rest while there is more, and hears only its own bell", async () => {
  const vigil = await watching({ restMs: DAY_MS, finds: (look) => (look < 4 ? "more" : "done") });
  await looked(vigil, 4);
  vigil.ring("seal");
  expect(vigil.looks).toHaveLength(4);
});

test("closing ends a rest", async () => {
  const vigil = await watching({ restMs: DAY_MS });
  await looked(vigil, 1);
  vigil.ring("relay");
  await vigil.close();
  expect(vigil.looks).toHaveLength(1);
});
