import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { Client } from "pg";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { migrate } from "#app/launch/migrate.ts";
import { applyMigrations, migrationsApplied, migrationsHere } from "#app/store/backup/migrations.ts";
import { restore, type Restored, type Wish } from "#app/store/backup/restore.ts";
import { quoted, tablesOf } from "#app/store/backup/tables.ts";
import { backUp } from "#app/store/backup/write.ts";
import { openDatabase } from "#app/store/database.ts";
import { seal } from "#app/store/sealing.ts";
import { addShop, claim, confirm, openShop, openShopForFile, placed, report, START, type Shop } from "../commands/shop.ts";
import { freshDatabase } from "../setup/database.ts";

const about = { keys: ["0123abcd"], now: START };
const DUE = 477_000_000n;

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "tally-backup-"));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

async function pay(shop: Shop, id: string, change: Parameters<typeof placed>[2] = {}): Promise<void> {
  const order = await placed(shop, id, change);
  await claim(shop, order, "ann");
  await report(shop, `tx-${id}`, { from: "ann", units: DUE });
  await confirm(shop, `tx-${id}`);
}

async function backedUp(shop: Shop): Promise<string> {
  const file = join(folder(), "backup");
  await backUp(shop.db.copying, file, about);
  return file;
}

async function restored(url: string, file: string, wish: Partial<Wish> = {}): Promise<Restored> {
  const db = openDatabase(url);
  try {
    return await restore(db.copying, file, { replace: null, faults: "refuse", now: START, ...wish });
  } finally {
    await db.close();
  }
}

async function on<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Every table's content, as a hash. What a restore sets anew is told apart by name. */
async function contents(db: Pick<Client, "query">): Promise<Readonly<Record<string, string>>> {
  const all: Record<string, string> = {};
  for (const { table } of await tablesOf(db)) {
    if (table === "unsealed" || table === "cursors") continue;
    const { rows } = await db.query(`SELECT t::text AS row FROM ${quoted(table)} t ORDER BY 1`);
    all[table] = `${rows.length} ${createHash("sha256").update(JSON.stringify(rows)).digest("hex")}`;
  }
  return all;
}

test("what is restored is what was backed up, to the last sign, and goes on", async () => {
  const shop = await openShop();
  await pay(shop, "1", { note: "tab\t, back\\slash, line\nend\r\n\\.\n\\N and \u{1F44D}\u{FE0F} ﷽ \u0007", name: "end 00" });
  await addShop(shop.db, "empty.myshopify.com");
  await seal(shop.db.pool, shop.id, { now: START, most: 5 });
  const file = await backedUp(shop);
  expect(statSync(file).mode & 0o777).toBe(0o600);

  const url = await freshDatabase();
  const { header, verdicts, keptAs } = await restored(url, file);
  expect(keptAs).toBeNull();
  expect(header).toMatchObject({ takenAt: START.toISOString(), shops: ["empty.myshopify.com", shop.id], keys: ["0123abcd"], rows: { orders: 1, payments: 1 } });
  expect(verdicts.map(({ faults }) => faults)).toEqual([[], []]);
  expect(await on(url, contents)).toEqual(await contents(shop.db.pool));

  const again = openDatabase(url);
  onTestFinished(() => again.close());
  const there: Shop = { ...shop, db: again };
  await pay(there, "2");
  await seal(again.pool, shop.id, { now: START, most: 1000 });
  const { rows } = await again.pool.query(`SELECT "object", "target" FROM "deliveries" ORDER BY "id"`);
  expect(rows).toEqual([1, 2].map((id) => ({ object: `ord_${id}`, target: "storefront.mark-paid" })));
  await expect(again.pool.query(`UPDATE "transfers" SET "units" = 1`)).rejects.toThrow("never changed");
});

test("a backup taken while payments are settled is of one moment", async () => {
  const shop = await openShop();
  const file = join(folder(), "backup");
  let isOver = false;
  const paying = async (lane: number) => {
    for (let count = 0; !isOver; count++) await pay(shop, `${lane}00${count}`);
  };
  await pay(shop, "7");
  const lanes = [1, 2, 3].map(paying);
  const { header } = await backUp(shop.db.copying, file, about);
  isOver = true;
  await Promise.all(lanes);
  const { verdicts } = await restored(await freshDatabase(), file);
  expect(verdicts).toMatchObject([{ transfers: header.rows["transfers"], faults: [] }]);
});

test("a file that is there is not written over, and a backup that breaks off leaves nothing", async () => {
  const shop = await openShop();
  const file = await backedUp(shop);
  const before = readFileSync(file);
  await expect(backUp(shop.db.copying, file, about)).rejects.toThrow("exists already");
  expect(readFileSync(file).equals(before)).toBe(true);
  await expect(backUp(shop.db.copying, join(folder(), "no", "such", "folder"), about)).rejects.toThrow("ENOENT");
  expect(readdirSync(join(file, ".."))).toEqual(["backup"]);
});

let whole: Buffer;
let untouched: string;
let untouchedContents: Readonly<Record<string, string>>;

beforeAll(async () => {
  const shop = await openShopForFile();
  await pay(shop, "1");
  const made = mkdtempSync(join(tmpdir(), "tally-backup-"));
  await backUp(shop.db.copying, join(made, "backup"), about);
  whole = readFileSync(join(made, "backup"));
  rmSync(made, { recursive: true });
  untouched = await freshDatabase();
  untouchedContents = await on(untouched, contents);
});

const flip = (bytes: Buffer, at: number): Buffer => Buffer.concat([bytes.subarray(0, at), Buffer.from([(bytes[at] ?? 0) ^ 1]), bytes.subarray(at + 1)]);
const inside = (change: (text: string) => string) => (bytes: Buffer) => gzipSync(change(gunzipSync(bytes).toString("utf8")));

test.each<[string, (bytes: Buffer) => Buffer]>([
  ["cut off", (bytes) => bytes.subarray(0, bytes.length - 40)],
  ["cut in half", (bytes) => bytes.subarray(0, bytes.length / 2)],
  ["empty", () => Buffer.alloc(0)],
  ["one bit altered", (bytes) => flip(bytes, Math.floor(bytes.length * 0.7))],
  ["no backup at all", () => Buffer.from("SELECT 1;")],
  ["packed, and no backup", () => gzipSync("hello\nworld\n")],
  ["a sum altered inside", inside((text) => text.replace("477000000", "477000001"))],
  ["a table left out", inside((text) => text.replace(/\{"table":"refunds"[^]*?\n\\\.\n/, ""))],
  ["cut off inside", inside((text) => text.slice(0, text.indexOf("\nend ") + 1))],
  ["continued", (bytes) => Buffer.concat([bytes, gzipSync("more\n")])],
  ["its header altered", inside((text) => text.replace('"shops":[', '"shops":["evil.myshopify.com",'))],
])("a file that is not what was written changes nothing: %s", async (_, change) => {
  const bad = join(folder(), "bad");
  writeFileSync(bad, change(whole));
  await expect(restored(untouched, bad)).rejects.toMatchObject({ name: "DamagedBackup" });
  expect(await on(untouched, contents)).toEqual(untouchedContents);
});

test("a database in use is not touched unless one of its shops is named, and then it is kept aside", async () => {
  const shop = await openShop();
  await pay(shop, "1");
  const file = await backedUp(shop);
  const url = await freshDatabase();
  const busy = openDatabase(url);
  await addShop(busy, "other.myshopify.com");
  await expect(restored(url, file)).rejects.toThrow("this database: stop the server");
  await busy.close();
  const before = await on(url, contents);
  for (const replace of [null, shop.id]) await expect(restored(url, file, { replace })).rejects.toThrow("in use by other.myshopify.com");
  expect(await on(url, contents)).toEqual(before);

  await on(url, (client) => client.query(`CREATE TABLE "somebody_elses" AS SELECT 1 AS "one"`));
  const { keptAs } = await restored(url, file, { replace: "other.myshopify.com" });
  expect(await on(url, async (client) => (await client.query(`SELECT "id" FROM "${keptAs}"."shops"`)).rows)).toEqual([{ id: "other.myshopify.com" }]);
  const { somebody_elses: theirs, ...ours } = await on(url, contents);
  expect(theirs).toMatch(/^1 /);
  expect(ours).toEqual(await contents(shop.db.pool));
  await on(url, (client) => client.query(`DROP SCHEMA "${keptAs}" CASCADE`));
  expect((await on(url, (client) => migrationsApplied(client))).length).toBe(migrationsHere().length);
});

test("a ledger that does not verify is refused, unless that is accepted", async () => {
  const shop = await openShop();
  await pay(shop, "1");
  await shop.db.pool.query(`ALTER TABLE "transfers" DISABLE TRIGGER USER; UPDATE "transfers" SET "units" = "units" + 1 WHERE "cause" LIKE 'pay%'; ALTER TABLE "transfers" ENABLE TRIGGER USER`);
  const file = await backedUp(shop);
  const url = await freshDatabase();
  await expect(restored(url, file)).rejects.toThrow(/does not verify: t:.*: its content is not what its hash says/);
  expect(await on(url, async (client) => (await client.query(`SELECT "id" FROM "shops"`)).rows)).toEqual([]);
  const { verdicts } = await restored(url, file, { faults: "accept" });
  expect(verdicts[0]?.faults.length).toBeGreaterThan(0);
});

async function withoutTables(): Promise<string> {
  const url = await freshDatabase();
  await on(url, (client) => client.query(`DROP SCHEMA "public" CASCADE; CREATE SCHEMA "public"`));
  return url;
}

test("a backup of an older version is restored as that version and then migrated; one of a newer version is refused", async () => {
  const old = await withoutTables();
  const upTo = migrationsHere().slice(0, -1);
  await on(old, async (client) => {
    await applyMigrations(client, upTo);
    await client.query(`INSERT INTO "shops" ("id") VALUES ('old.myshopify.com')`);
  });
  const file = join(folder(), "old");
  const db = openDatabase(old);
  await backUp(db.copying, file, about);
  await db.close();

  const url = await withoutTables();
  const { verdicts } = await restored(url, file);
  expect(verdicts).toMatchObject([{ shop: "old.myshopify.com", faults: [] }]);
  expect((await migrate(url)).map(({ name }) => name)).toEqual(migrationsHere().slice(-1).map(({ name }) => name));

  const newer = `${file}.newer`;
  const text = gunzipSync(readFileSync(file)).toString("utf8");
  const altered = text.slice(0, text.lastIndexOf("end ")).replace('"migrations":[', '"migrations":[{"name":"20990101000000_later","checksum":"x"},');
  writeFileSync(newer, gzipSync(`${altered}end ${createHash("sha256").update(altered).digest("hex")}\n`));
  await expect(restored(await withoutTables(), newer)).rejects.toThrow("20990101000000_later this version does not have");
});
