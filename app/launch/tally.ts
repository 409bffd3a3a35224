import { runHere } from "./errand.ts";
import { generateClient } from "./make.ts";
import { migrate } from "./migrate.ts";
import { startPostgres } from "./postgres.ts";
import { findRunning } from "./running.ts";
import { giveUp } from "./say.ts";
import { type Env, readSettings } from "./settings.ts";

// `npm run tally -- …`: the operator's commands, with the running server's database or, while nothing runs, their own.
const words = process.argv.slice(2);
const tally = (env: Env): Promise<number> => runHere("app/cli/main.ts", words, env);

try {
  // Whoever checks a receipt needs neither settings nor a database, and may have none.
  if (words[0] === "verify" && words[1] === "receipt") process.exit(await withoutServer());
  const { env, config, ownDatabase } = readSettings({ makeKeys: "in sandbox" });
  const running = await findRunning(config.dataDir);
  const seen: Env = { ...env, APP_URL: running?.url ?? config.appUrl, ...(running?.sandboxUrl && { SHOPIFY_ORIGIN: running.sandboxUrl }) };
  if (running) process.exit(await tally({ ...seen, DATABASE_URL: running.databaseUrl }));
  process.exit(await onItsOwn(seen, config.dataDir, ownDatabase));
} catch (error) {
  giveUp(error);
}

async function withoutServer(): Promise<number> {
  await generateClient();
  return tally(process.env);
}

async function onItsOwn(env: Env, dataDir: string, ownDatabase: boolean): Promise<number> {
  await generateClient();
  const postgres = ownDatabase ? await startPostgres(dataDir) : null;
  try {
    const url = postgres?.url ?? env["DATABASE_URL"] ?? "";
    // What looks takes the database as it is: a backup before an upgrade is one of the old version.
    if (words[0] === "setup") await migrate(url);
    const code = await tally({ ...env, DATABASE_URL: url });
    if (words[0] === "restore" && code === 0) await migrate(url);
    return code;
  } finally {
    await postgres?.stop();
  }
}
