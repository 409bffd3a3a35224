import { Pool } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { createBell, type Bell, type Ring } from "#app/store/bell.ts";
import { freshDatabase } from "../setup/database.ts";
import { eventually } from "../setup/poll.ts";

/** A bell of a process of its own, and what it heard. */
function openBell(url: string): { readonly bell: Bell; readonly pool: Pool; readonly heard: Ring[] } {
  const pool = new Pool({ connectionString: url, max: 2 });
  pool.on("error", () => undefined);
  const bell = createBell(pool, url);
  const heard: Ring[] = [];
  bell.hear((what) => heard.push(what));
  onTestFinished(async () => {
    await bell.close();
    await pool.end();
  });
  return { bell, pool, heard };
}

test("a bell that lost its connection listens again, and rings for what it may have missed", async () => {
  const url = await freshDatabase();
  const here = openBell(url);
  const there = openBell(url);
  await here.bell.listen();
  here.heard.length = 0;
  there.bell.ring("seal");
  await eventually(() => (here.heard.includes("seal") ? true : undefined));
  expect(here.heard).toEqual(["seal"]);

  here.heard.length = 0;
  await there.pool.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'LISTEN%'`);
  await eventually(() => (here.heard.includes("relay") && here.heard.includes("seal") ? true : undefined));
  here.heard.length = 0;
  there.bell.ring("relay");
  await eventually(() => (here.heard.includes("relay") ? true : undefined));
  expect(here.heard).toEqual(["relay"]);
});
