import type { Context } from "#app/context.server.ts";
import type { Vigil } from "./job.ts";

export type Kept = { readonly close: () => Promise<void> };

/** Looks for work until closed. Rings that come while it looks make it look once more. */
export function keepVigil(context: Context, name: string, { hears, atLatestMs, restMs = 0, look }: Vigil): Kept {
  let isOver = false;
  let isRung = false;
  let wake = () => undefined as void;
  const ring = () => {
    isRung = true;
    wake();
  };
  context.bell.hear((what) => what === hears && ring());

  const pause = (ms: number, isEnded: () => boolean) =>
    new Promise<void>((resolve) => {
      const alarm = setTimeout(resolve, ms);
      wake = () => {
        if (!isEnded()) return;
        clearTimeout(alarm);
        resolve();
      };
      wake();
    });

  const watch = async () => {
    while (!isOver) {
      isRung = false;
      const left = await look(context).catch((error: unknown) => {
        // Whatever failed is tried again at the next look; a broken database must not be asked without a pause.
        context.log.error({ job: name, err: error }, "a look for work failed");
        isRung = false;
        return "done" as const;
      });
      if (left === "more") continue;
      await pause(restMs, () => isOver);
      await pause(atLatestMs, () => isRung || isOver);
    }
  };
  const watching = watch();
  return {
    close: async () => {
      isOver = true;
      wake();
      await watching;
    },
  };
}
