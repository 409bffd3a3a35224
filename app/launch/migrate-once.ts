import { existsSync } from "node:fs";
import { migrate } from "./migrate.ts";
import { inRoot } from "./root.ts";
import { giveUp, Refusal, say } from "./say.ts";

// `npm run migrate`: brings a database of one's own up to date and starts nothing. Several at once do no harm.
try {
  if (existsSync(inRoot(".env"))) process.loadEnvFile(inRoot(".env"));
  const url = process.env["DATABASE_URL"];
  if (!url) throw new Refusal("DATABASE_URL is missing: it says which database to migrate. The embedded one is migrated by `npm start`.");
  const applied = await migrate(url);
  for (const { name, ms } of applied) say(`applied ${name} in ${Math.round(ms)} ms`);
  say(applied.length === 0 ? "The database is up to date." : "The database is up to date now.");
} catch (error) {
  giveUp(error);
}
