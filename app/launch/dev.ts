import { watch } from "node:fs";
import { buildBlocks } from "./blocks.ts";
import { inRoot } from "./root.ts";
import { giveUp, say } from "./say.ts";
import { serve } from "./serve.ts";
import { readSettings } from "./settings.ts";
import { toldToStop } from "./signals.ts";

// `npm run dev`, also as the command of `shopify app dev`: screens reload by themselves through Vite, everything else
// is started again when its code changes.
const told = toldToStop();
try {
  const { running, children, stop } = await serve(readSettings({ makeKeys: "always" }), "dev");
  say(`\nDeveloping at ${running.sandboxUrl ?? running.url}. Ctrl-C stops everything.`);
  let pending: NodeJS.Timeout | undefined;
  const changed = (_: string, file: string | null) => {
    if (!file?.endsWith(".ts") || /^(routes|ui|launch|store[\\/]prisma)[\\/]/.test(file)) return;
    clearTimeout(pending);
    pending = setTimeout(() => {
      say(`${file} changed: starting again`);
      void Promise.all(children.map((child) => child.restart()));
    }, 150);
  };
  // The shop's pages fetch them anew each time; one that does not build says so, and the one before stays.
  watch(inRoot("extensions/checkout"), { recursive: true }, () => void buildBlocks().catch((error: unknown) => say(String(error))));
  for (const folder of ["app", "workers"]) watch(inRoot(folder), { recursive: true }, changed);
  await told;
  clearTimeout(pending);
  await stop();
  process.exit(0);
} catch (error) {
  giveUp(error);
}
