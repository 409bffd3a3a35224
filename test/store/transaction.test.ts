import type { PoolClient } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { openDatabase, type Database } from "#app/store/database.ts";
import { ask, inTwoTrips, type Connections, type Writing } from "#app/store/transaction.ts";
import { freshDatabase } from "../setup/database.ts";

const add = (value: number): Writing => ({ question: { text: `INSERT INTO "kept" VALUES ($1)`, values: [value] }, refusal: () => new Error("refused") });
const one = (client: PoolClient) => ask<{ one: number }>(client, `SELECT 1 AS "one"`).then(({ rows }) => rows[0]?.one);

type Answer = (error: Error | null, result: unknown) => void;

async function open(): Promise<Database> {
  const db = openDatabase(await freshDatabase());
  onTestFinished(db.close);
  await db.pool.query(`CREATE TABLE "kept" ("value" int PRIMARY KEY CHECK ("value" > 0))`);
  await db.pool.query(`CREATE FUNCTION "no"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not in the end'; END $$`);
  await db.pool.query(`CREATE CONSTRAINT TRIGGER "in_the_end" AFTER INSERT ON "kept" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW."value" = 13) EXECUTE FUNCTION "no"()`);
  return db;
}

const kept = async ({ pool }: Database) => (await pool.query<{ value: number }>(`SELECT "value" FROM "kept" ORDER BY 1`)).rows.map(({ value }) => value);

test("what was read is decided on and what was decided is kept, with two answers waited for", async () => {
  const db = await open();
  const turns: string[] = [];
  const overheard: Connections = {
    connect: async () => {
      const client = await db.pool.connect();
      const send = client.query.bind(client) as (question: unknown, answer: Answer) => void;
      const query = (question: unknown, answer: Answer) => {
        turns.push("asked");
        send(question, (...answered) => {
          turns.push("answered");
          answer(...answered);
        });
      };
      return Object.assign(Object.create(client) as PoolClient, { query, release: client.release.bind(client) });
    },
  };
  expect(await inTwoTrips(overheard, one, (seen) => ({ result: `saw ${seen}`, writing: add(7) }))).toBe("saw 1");
  expect(turns).toEqual(["asked", "asked", "answered", "answered", "asked", "asked", "answered", "answered"]);
  expect(await kept(db)).toEqual([7]);
});

test.each([
  ["the writing is refused", () => ({ result: null, writing: add(-1) }), "refused"],
  ["the commit is refused", () => ({ result: null, writing: add(13) }), "not in the end"],
  ["the decision fails", () => { throw new Error("undecided"); }, "undecided"],
] as const)("%s: nothing is kept, and the connection serves the next", async (_, decide, why) => {
  const db = await open();
  await expect(inTwoTrips(db.pool, one, decide)).rejects.toThrow(why);
  expect(await kept(db)).toEqual([]);
  await inTwoTrips(db.pool, one, () => ({ result: null, writing: add(1) }));
  expect(await kept(db)).toEqual([1]);
  expect(db.pool.totalCount).toBe(1);
});

test("a connection that breaks before the writing keeps nothing and is replaced", async () => {
  const db = await open();
  const pid = (client: PoolClient) => client.query<{ pid: number }>(`SELECT pg_backend_pid() AS "pid"`).then(({ rows }) => rows[0]?.pid);
  const broken = inTwoTrips(db.pool, async (client) => {
    const mine = await pid(client);
    await db.copying.query("SELECT pg_terminate_backend($1)", [mine]);
  }, () => ({ result: null, writing: add(1) }));
  await expect(broken).rejects.toThrow();
  expect(await kept(db)).toEqual([]);
});

test("a refusal tells from where it was asked, and leaves the connection to the next", async () => {
  const db = await open();
  const client = await db.pool.connect();
  onTestFinished(() => client.release());
  const refused = await whoAsks(client).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "22012", stack: expect.stringContaining("whoAsks") as string });
  expect(await one(client)).toBe(1);
});

const whoAsks = async (client: PoolClient): Promise<void> => void (await ask(client, { text: "SELECT 1 / $1::int", values: [0] }));
