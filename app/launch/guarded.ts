import { Client } from "pg";
import { type Postgres, startPostgres } from "./postgres.ts";
import { say } from "./say.ts";

/** Starts the embedded database and starts it again, on the same port, if it dies. */
export async function guardedPostgres(dataDir: string): Promise<Postgres> {
  const postgres = await startPostgres(dataDir);
  let isStopping = false;
  let watcher: Client;

  // An idle connection is told at once when the server dies.
  const watch = async (): Promise<void> => {
    watcher = new Client({ connectionString: postgres.url });
    watcher.on("error", () => undefined);
    await watcher.connect();
    watcher.once("end", () => isStopping || void recover());
  };
  const recover = async (): Promise<void> => {
    say("The database died; starting it again");
    try {
      await postgres.revive();
      await watch();
    } catch (error) {
      say(`The database could not be started again: ${error instanceof Error ? error.message : String(error)}`);
      process.kill(process.pid, "SIGTERM");
    }
  };
  await watch();
  return {
    ...postgres,
    stop: async () => {
      isStopping = true;
      await watcher.end().catch(() => undefined);
      await postgres.stop();
    },
  };
}
