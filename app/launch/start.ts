import { readConfig } from "#app/config.server.ts";
import { effective } from "./effective.ts";
import { giveUp, say } from "./say.ts";
import { serve } from "./serve.ts";
import { readSettings } from "./settings.ts";
import { toldToStop } from "./signals.ts";

// `npm start`: everything, until Ctrl-C.
const told = toldToStop();
try {
  const began = Date.now();
  const settings = readSettings({ makeKeys: "in sandbox" });
  const { running, env, stop } = await serve(settings, "built");
  say("The configuration in effect:");
  for (const line of effective(readConfig(env))) say(line);
  say(`\nTallystick runs after ${((Date.now() - began) / 1000).toFixed(1)} s, in ${settings.config.mode} mode.`);
  if (running.sandboxUrl) say(`  Open ${running.sandboxUrl} – the make-believe shop, its customers and their wallets.`);
  say(`  The app answers at ${running.url}. Ctrl-C stops everything.`);
  await told;
  say("Stopping …");
  await stop();
  say("Stopped.");
  process.exit(0);
} catch (error) {
  giveUp(error);
}
