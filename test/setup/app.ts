import { freePort } from "#app/launch/ports.ts";
import { testEnv } from "./config.ts";
import { type AtEnd, withTest } from "./lifetime.ts";
import { type Process, startProcess } from "./process.ts";

export type App = { readonly url: string; readonly process: Process };

/** The web server as a process of its own, on a free port, ready to answer. */
export async function startApp(databaseUrl: string, change: Readonly<Record<string, string>> = {}, atEnd: AtEnd = withTest): Promise<App> {
  const port = await freePort();
  const env = { ...testEnv(databaseUrl), ROLE: "web", LOG_LEVEL: "info", PORT: String(port), ...change };
  const process = startProcess("app/server.ts", env, [], atEnd);
  await process.ready;
  return { url: `http://127.0.0.1:${port}`, process };
}
