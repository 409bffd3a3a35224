import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { tally } from "#app/cli/main.ts";
import { claim, confirm, openShop, placed, report, START, type Shop } from "../commands/shop.ts";
import { seal } from "#app/store/sealing.ts";
import { testConfig } from "../setup/config.ts";
import { freshDatabase } from "../setup/database.ts";

type Ran = { readonly code: number; readonly said: string; readonly complained: string };

async function type(url: string, line: string): Promise<Ran> {
  const said: string[] = [];
  const complained: string[] = [];
  const code = await tally(line.split(" "), () => testConfig(url), { say: (text) => void said.push(text), complain: (text) => void complained.push(text) });
  return { code, said: said.join("\n"), complained: complained.join("\n") };
}

async function paidShop(): Promise<{ readonly shop: Shop; readonly url: string }> {
  const shop = await openShop();
  const order = await placed(shop, "1");
  await claim(shop, order, "ann");
  await report(shop, "tx-1", { from: "ann", units: 500_000_000n });
  await confirm(shop, "tx-1");
  await seal(shop.db.pool, shop.id, { now: START, most: 1000 });
  return { shop, url: shop.db.pool.options.connectionString ?? "" };
}

test("verify ledger tells what was counted and where the money is", async () => {
  const { url } = await paidShop();
  const { code, said } = await type(url, "verify ledger");
  expect(code).toBe(0);
  expect(said).toContain("2 transfers and");
  expect(said).toContain("500.000000 XTR came in; orders hold 477.000000 XTR, accounts 23.000000 XTR, refunds 0.000000 XTR");
  expect(said).toContain("Every row, every seal and every sum is as it should be.");
  expect(await type(url, "verify ledger --shop nobody.myshopify.com")).toMatchObject({ code: 1, complained: expect.stringContaining("no such shop") });
});

test("verify ledger names the first row that a hand at the prompt altered, and fails", async () => {
  const { shop, url } = await paidShop();
  await shop.db.pool.query(`ALTER TABLE "transfers" DISABLE TRIGGER USER; UPDATE "transfers" SET "units" = "units" - 1 WHERE "via" IS NOT NULL; ALTER TABLE "transfers" ENABLE TRIGGER USER`);
  const { code, said } = await type(url, "verify ledger");
  expect(code).toBe(1);
  expect(said).toMatch(/WRONG {2}t:ord_1\.settled\S*: its content is not what its hash says/);
  const json = await type(url, "verify ledger --json");
  expect(json.code).toBe(1);
  expect(JSON.parse(json.said)).toMatchObject([{ shop: shop.id, transfers: 2, sums: [{ asset: "XTR/6", cameIn: "500000000" }], faults: [{ row: expect.stringMatching(/^t:ord_1\.settled/) }, {}, {}, {}] }]);
});

test("a backup is written, restored elsewhere and told about; without its key that is said", async () => {
  const { url } = await paidShop();
  const folder = mkdtempSync(join(tmpdir(), "tally-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "today.tally");
  const backup = await type(url, `backup ${file}`);
  expect(backup).toMatchObject({ code: 0, complained: "" });
  expect(backup.said).toContain("1 shops, 1 orders, 1 payments, 2 transfers");
  expect(backup.said).toMatch(/sealed up to 1: [0-9a-f]{64}/);
  expect(existsSync(file)).toBe(true);
  expect(await type(url, `backup ${file}`)).toMatchObject({ code: 1, complained: expect.stringContaining("exists already") });
  expect(await type(url, "backup")).toMatchObject({ code: 2, complained: expect.stringContaining("Say the file to write") });

  const other = await freshDatabase();
  expect(await type(other, `restore ${folder}/nothing`)).toMatchObject({ code: 2, complained: expect.stringContaining("There is no file") });
  const said: string[] = [];
  const otherKey = { ENCRYPTION_KEY: Buffer.alloc(32, 6).toString("base64") };
  expect(await tally(["restore", file], () => testConfig(other, otherKey), { say: (text) => void said.push(text), complain: (text) => void said.push(text) })).toBe(0);
  expect(said.join("\n")).toContain("1 seals; all verified");
  expect(said.join("\n")).toContain("ENCRYPTION_KEY=new,old");
  expect(await type(other, "verify ledger")).toMatchObject({ code: 0 });
  expect(await type(other, `restore ${file}`)).toMatchObject({ code: 1, complained: expect.stringContaining("in use by tally.myshopify.com") });

  expect(await type(other, "discard public")).toMatchObject({ code: 1, complained: expect.stringContaining("No restore kept anything as public.") });
  const replaced = await type(other, `restore ${file} --replace tally.myshopify.com`);
  const [schema = "none"] = /replaced_\d+/.exec(replaced.said) ?? [];
  expect(replaced.said).toContain(`npm run tally -- discard ${schema}`);
  expect(await type(other, `discard ${schema}`)).toMatchObject({ code: 0, said: `${schema} is deleted.` });
  expect(await type(other, `discard ${schema}`)).toMatchObject({ code: 1 });
  expect(await type(other, "verify ledger")).toMatchObject({ code: 0 });
});
