import { runHere } from "./errand.ts";
import { freePort, isFree } from "./ports.ts";
import { findRunning, type Running } from "./running.ts";
import { giveUp, say } from "./say.ts";
import { serve } from "./serve.ts";
import { readSettings, type Settings } from "./settings.ts";

// `npm run demo`: the whole story, against the server that runs here or one started for it.
const play = ({ env }: Settings, { url, databaseUrl, sandboxUrl }: Running): Promise<number> =>
  runHere("app/sandbox/demo.ts", process.argv.slice(2), { ...env, APP_URL: url, DATABASE_URL: databaseUrl, SANDBOX_URL: sandboxUrl ?? "" });

try {
  const settings = readSettings({ makeKeys: "in sandbox" });
  const running = await findRunning(settings.config.dataDir);
  process.exit(running ? await play(settings, running) : await playOnItsOwn());
} catch (error) {
  giveUp(error);
}

async function playOnItsOwn(): Promise<number> {
  // Its server's log would drown the story.
  process.env["LOG_LEVEL"] ||= "warn";
  const wanted = readSettings({ makeKeys: "in sandbox" }).config;
  if (!(await isFree(wanted.port, wanted.bind))) process.env["PORT"] = String(await freePort());
  const settings = readSettings({ makeKeys: "in sandbox" });
  const { running, stop } = await serve(settings, "built");
  try {
    return await play(settings, running);
  } finally {
    say("Stopping what was started for the demo …");
    await stop();
  }
}
