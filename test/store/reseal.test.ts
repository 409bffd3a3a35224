import { Session } from "@shopify/shopify-api";
import { expect, onTestFinished, test } from "vitest";
import { tally } from "#app/cli/main.ts";
import { type Database, openDatabase } from "#app/store/database.ts";
import { resealAll, sealedColumns } from "#app/store/reseal.ts";
import { keyId, seal, type Keyring } from "#app/store/secrets.ts";
import { sealedSessions } from "#app/store/sessions.ts";
import { openWebhookSecret, sealWebhookSecret } from "#app/store/shop-secret.ts";
import { testConfig } from "../setup/config.ts";
import { freshDatabase } from "../setup/database.ts";

const old = Buffer.alloc(32, 1);
const fresh = Buffer.alloc(32, 2);
const both: Keyring = [fresh, old];

const session = (n: number, token = "first") =>
  new Session({ id: `offline_${n}`, shop: `shop-${n}.myshopify.com`, state: "", isOnline: false, accessToken: `access-${token}-${n}`, refreshToken: `refresh-${token}-${n}` });

/** Ten shops signed in under the old key, one of them with a webhook secret of its own. */
async function kept(): Promise<{ readonly db: Database; readonly url: string }> {
  const url = await freshDatabase();
  const db = openDatabase(url);
  onTestFinished(db.close);
  const sessions = sealedSessions(db, [old]);
  for (let n = 0; n < 10; n++) await sessions.storeSession(session(n));
  await db.pool.query(`INSERT INTO "shops" ("id", "secret", "mark_key") VALUES ('shop-1.myshopify.com', $1, $2)`, [
    sealWebhookSecret("own", [old], "shop-1.myshopify.com"), seal("marks", [old], "shop/shop-1.myshopify.com/marks"),
  ]);
  return { db, url };
}

async function tokensWith(db: Database, keys: Keyring): Promise<readonly (string | undefined)[]> {
  const sessions = sealedSessions(db, keys);
  const tokens = [];
  for (let n = 0; n < 10; n++) tokens.push((await sessions.loadSession(`offline_${n}`))?.accessToken);
  return tokens;
}

const all = Array.from({ length: 10 }, (_, n) => `access-first-${n}`);

test("after a rotation everything opens with the new key alone, and a second run finds nothing to do", async () => {
  const { db } = await kept();
  expect(await resealAll(db.pool, both)).toEqual({ anew: 22, changedMeanwhile: 0, lost: [] });
  expect(await resealAll(db.pool, both)).toEqual({ anew: 0, changedMeanwhile: 0, lost: [] });
  expect(await tokensWith(db, [fresh])).toEqual(all);
  const { rows } = await db.pool.query<{ id: string; secret: string }>(`SELECT "id", "secret" FROM "shops"`);
  expect(rows.map((shop) => openWebhookSecret(shop, [fresh]))).toEqual(["own"]);
});

test("a rotation that is killed midway loses nothing: both keys open everything, and the next run does the rest", async () => {
  const { db } = await kept();
  let writes = 0;
  const dying = { query: (text: string, values: unknown[]) => (/^UPDATE/.test(text) && ++writes > 7 ? Promise.reject(new Error("killed")) : db.pool.query(text, values)) };
  await expect(resealAll(dying as never, both)).rejects.toThrow("killed");
  expect(await tokensWith(db, both)).toEqual(all);
  expect(await resealAll(db.pool, both)).toMatchObject({ anew: 22 - 7 });
  expect(await tokensWith(db, [fresh])).toEqual(all);
});

test("tokens refreshed while they are sealed anew stay as they were refreshed", async () => {
  const { db } = await kept();
  const sessions = sealedSessions(db, both);
  // The refresh comes after the row was read and before it is written.
  const slow = {
    query: async (text: string, values: unknown[]) => {
      if (/^UPDATE "Session" SET "accessToken"/.test(text) && values[0] === "offline_4") await sessions.storeSession(session(4, "second"));
      return db.pool.query(text, values);
    },
  };
  expect(await resealAll(slow as never, both)).toEqual({ anew: 20, changedMeanwhile: 1, lost: [] });
  expect((await tokensWith(db, [fresh]))[4]).toBe("access-second-4");
});

test("a sealed value copied to another row opens nowhere, neither before nor after a rotation", async () => {
  const { db } = await kept();
  await db.pool.query(`UPDATE "Session" a SET "accessToken" = b."accessToken" FROM "Session" b WHERE a."id" = 'offline_3' AND b."id" = 'offline_2'`);
  await db.pool.query(`UPDATE "Session" SET "refreshToken" = "accessToken" WHERE "id" = 'offline_5'`);
  expect((await resealAll(db.pool, both)).lost).toEqual(["Session.accessToken of offline_3", "Session.refreshToken of offline_5"]);
  const opened = await tokensWith(db, both);
  expect([opened[2], opened[3], opened[5]]).toEqual(["access-first-2", undefined, undefined]);
});

test("the rotation knows every column that may hold a sealed secret", async () => {
  const { db } = await kept();
  const { rows } = await db.pool.query<{ table: string; column: string }>(
    `SELECT "table_name" AS "table", "column_name" AS "column" FROM information_schema.columns WHERE "table_schema" = 'public' AND "data_type" IN ('text', 'character varying') AND "column_name" ~* '(token|secret|key|password)$'`,
  );
  const known: readonly string[] = sealedColumns.map(({ table, column }) => `${table}.${column}`);
  // Keys of pages the shopper holds, not secrets of ours.
  const open = ["orders.token", "checkouts.token"];
  expect(rows.map(({ table, column }) => `${table}.${column}`).filter((name) => !known.includes(name) && !open.includes(name))).toEqual([]);
});

test("the operator's command says what it sealed, names what no key opens, and prints no secret", async () => {
  const { db, url } = await kept();
  const said: string[] = [];
  const terminal = { say: (line: string) => void said.push(line), complain: (line: string) => void said.push(line) };
  const run = (keys: readonly Buffer[]) => tally(["rotate-key"], () => testConfig(url, { ENCRYPTION_KEY: keys.map((key) => key.toString("base64")).join(",") }), terminal);
  expect(await run(both)).toBe(0);
  expect(said[0]).toBe("22 secrets sealed anew with the first key of ENCRYPTION_KEY.");
  expect(await run([old])).toBe(1);
  expect(said.filter((line) => line.startsWith("LOST"))).toHaveLength(22);
  expect(said.join("\n")).not.toMatch(/access-first|refresh-first|sealed\./);
  const { rows } = await db.pool.query<{ token: string }>(`SELECT "accessToken" AS "token" FROM "Session"`);
  expect(new Set(rows.map(({ token }) => token.split(".")[1]))).toEqual(new Set([keyId(fresh)]));
});
