import { Session } from "@shopify/shopify-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase } from "#app/store/database.ts";
import { sealedSessions } from "#app/store/sessions.ts";
import { freshDatabase } from "../setup/database.ts";

const key = Buffer.alloc(32, 3);
const shop = "sealed.myshopify.com";
const session = (id: string) =>
  new Session({
    id,
    shop,
    state: "",
    isOnline: false,
    scope: "read_orders",
    accessToken: "shpat_clear",
    refreshToken: "shprt_clear",
    expires: new Date("2030-01-01"),
    refreshTokenExpires: new Date("2030-03-01"),
  });

let db: Database;
beforeAll(async () => {
  db = openDatabase(await freshDatabase());
});
afterAll(() => db.close());

test("a session comes back as it was kept, and its tokens rest sealed", async () => {
  const sessions = sealedSessions(db, [key]);
  await sessions.storeSession(session("offline_a"));
  const { rows } = await db.pool.query(`select "accessToken", "refreshToken" from "Session" where id = 'offline_a'`);
  expect(JSON.stringify(rows)).not.toContain("clear");
  expect(await sessions.loadSession("offline_a")).toMatchObject({ shop, accessToken: "shpat_clear", refreshToken: "shprt_clear" });
  expect(await sessions.findSessionsByShop(shop)).toHaveLength(1);
});

test("a session whose key is lost counts as absent, so the merchant just signs in again", async () => {
  await sealedSessions(db, [key]).storeSession(session("offline_lost"));
  expect(await sealedSessions(db, [Buffer.alloc(32, 4)]).loadSession("offline_lost")).toBeUndefined();
});

test("a token the library blanked stays blank, and the refresh token beside it still opens", async () => {
  const sessions = sealedSessions(db, [key]);
  const blanked = session("offline_blank");
  blanked.accessToken = "";
  await sessions.storeSession(blanked);
  const kept = await sessions.loadSession("offline_blank");
  expect(kept?.accessToken || null).toBeNull();
  expect(kept?.refreshToken).toBe("shprt_clear");
});

test("two parallel first visits both keep their session", async () => {
  const sessions = sealedSessions(db, [key]);
  await Promise.all([1, 2, 3, 4].map(() => sessions.storeSession(session("offline_twice"))));
  expect(await sessions.loadSession("offline_twice")).toBeDefined();
});

test("a token in the clear is refused by the database itself", async () => {
  const insert = `insert into "Session" (id, shop, state, "accessToken") values ('x', 'a', '', 'shpat_clear')`;
  await expect(db.pool.query(insert)).rejects.toThrow(/Session_accessToken_sealed/);
});

test("a row never moves to another shop", async () => {
  await sealedSessions(db, [key]).storeSession(session("offline_stays"));
  await expect(db.pool.query(`update "Session" set shop = 'b' where id = 'offline_stays'`)).rejects.toThrow(/another shop/);
  await expect(db.pool.query(`update "Session" set state = 'b' where id = 'offline_stays'`)).resolves.toMatchObject({ rowCount: 1 });
});

test("sessions asked for while the database cannot answer are answered once it can", async () => {
  const sessions = sealedSessions(db, [key]);
  await db.pool.query(`alter table "Session" rename to "away"`);
  await expect(sessions.loadSession("offline_late")).rejects.toThrow(/does not exist/);
  await db.pool.query(`alter table "away" rename to "Session"`);
  await sessions.storeSession(session("offline_late"));
  expect((await sessions.loadSession("offline_late"))?.accessToken).toBe("shpat_clear");
});
