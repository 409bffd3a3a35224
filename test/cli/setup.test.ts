import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { tally } from "#app/cli/main.ts";
import { vectors } from "../providers/tari-vectors.ts";
import { testConfig } from "../setup/config.ts";
import { freshDatabase } from "../setup/database.ts";

type Ran = { readonly code: number; readonly said: string; readonly complained: string };
type Tool = { readonly type: (line: string, ...more: readonly string[]) => Promise<Ran>; readonly ask: <Row extends object>(sql: string) => Promise<readonly Row[]> };

const hot = vectors.addresses.find(({ name }) => name === "hot-1");
const shopDomain = "tally.myshopify.com";

/** The tool on a database of its own; `type` splits a line at its blanks, and takes words with blanks one by one. */
async function openTool(change: Readonly<Record<string, string>> = {}): Promise<Tool> {
  const url = await freshDatabase();
  const db = new Client({ connectionString: url });
  await db.connect();
  onTestFinished(() => db.end());
  const type: Tool["type"] = async (line, ...more) => {
    const said: string[] = [];
    const complained: string[] = [];
    const args = [...line.split(" ").filter(Boolean), ...more];
    const code = await tally(args, () => testConfig(url, change), { say: (text) => void said.push(text), complain: (text) => void complained.push(text) });
    return { code, said: said.join("\n"), complained: complained.join("\n") };
  };
  return { type, ask: async (sql) => (await db.query(sql)).rows };
}

test("a shop is installed with its choices, changed later, and shown", async () => {
  const { type, ask } = await openTool();
  expect(await type(`setup shop ${shopDomain} --rate USD=30 --claim-window 30m --plain-claims on --tolerance 0.5,1% --root --method`, "Pay with Tari")).toMatchObject({ code: 0 });
  expect(await ask(`SELECT "method_name", "currency", "serves_root", "policy" FROM "shops"`)).toEqual([
    { method_name: "Pay with Tari", currency: "USD", serves_root: true, policy: { claimSeconds: 1800, plainClaims: "on", tolerance: { units: "500000", basisPoints: "100" } } },
  ]);
  expect(await type(`setup shop ${shopDomain} --pay-window 3d`)).toMatchObject({ code: 0 });
  expect(await ask(`SELECT "method_name", "policy"->>'claimSeconds' AS claim, "policy"->>'paySeconds' AS pay FROM "shops"`)).toEqual([{ method_name: "Pay with Tari", claim: "1800", pay: "259200" }]);
  expect(await type("setup rate EUR=32.5")).toMatchObject({ code: 0 });
  expect(await type(`setup wallet ${hot?.base58} --ip 203.0.113.7,10.0.0.0/8 --per-payment 1000 --nonce 17`)).toMatchObject({ code: 0 });
  const { said } = await type("setup show");
  for (const line of [shopDomain, "serves the root", "Pay with Tari", "1 USD = 30 XTR", "1 EUR = 32.5 XTR", `${hot?.base58} from 203.0.113.7, 10.0.0.0/8, never heard`, "claimSeconds", "1800"]) expect(said).toContain(line);
});

test("a wallet is registered in any form of its address, revoked, and registered again", async () => {
  const { type, ask } = await openTool();
  await type(`setup shop ${shopDomain}`);
  expect(await type(`setup wallet ${hot?.hex} --ip any`)).toMatchObject({ code: 0 });
  expect(await ask(`SELECT "address", "allow_list", "initial_nonce" FROM "wallets"`)).toEqual([{ address: hot?.base58, allow_list: ["0.0.0.0/0", "::/0"], initial_nonce: "0" }]);
  expect(await type(`setup revoke-wallet ${hot?.emoji}`)).toMatchObject({ code: 0 });
  expect(await type(`setup revoke-wallet ${hot?.base58}`)).toMatchObject({ code: 1, complained: "No such wallet reports to this shop." });
  expect(await type(`setup wallet ${hot?.base58} --ip 127.0.0.1 --nonce 9`)).toMatchObject({ code: 0 });
  expect(await ask(`SELECT "revoked_at", "initial_nonce" FROM "wallets"`)).toEqual([{ revoked_at: null, initial_nonce: "9" }]);
});

test("a wallet of one shop is refused at another, and with two shops one must be named", async () => {
  const { type } = await openTool();
  await type(`setup shop ${shopDomain}`);
  await type("setup shop other.myshopify.com");
  expect(await type(`setup wallet ${hot?.base58} --ip any`)).toMatchObject({ code: 2, complained: expect.stringContaining("--shop other.myshopify.com | tally.myshopify.com") });
  expect(await type(`setup wallet ${hot?.base58} --ip any --shop ${shopDomain}`)).toMatchObject({ code: 0 });
  expect(await type(`setup wallet ${hot?.base58} --ip any --shop other.myshopify.com`)).toMatchObject({ code: 1, complained: expect.stringContaining("registered with another shop") });
});

test("a webhook secret is read from a file and kept sealed", async () => {
  const { type, ask } = await openTool();
  const file = join(mkdtempSync(join(tmpdir(), "tally-")), "secret");
  writeFileSync(file, "a secret of the shop's own\n");
  expect(await type(`setup shop ${shopDomain} --webhook-secret-file ${file}`)).toMatchObject({ code: 0 });
  const [row] = await ask<{ secret: string }>(`SELECT "secret" FROM "shops"`);
  expect(row?.secret).toMatch(/^sealed\./);
});

test("the sandbox's shop is set up once, and what was changed since stays", async () => {
  const { type, ask } = await openTool();
  const file = join(mkdtempSync(join(tmpdir(), "tally-")), "sandbox-world.json");
  const world = { shop: "tallystick-sandbox.myshopify.com", name: "Sandbox", currency: "USD", methodName: "Pay with Tari", receivingWallet: hot?.base58, rate: "30" };
  writeFileSync(file, JSON.stringify(world));
  expect(await type(`setup sandbox ${file}`)).toMatchObject({ code: 0 });
  await type("setup rate USD=31");
  await type(`setup shop ${world.shop} --method`, "Another name");
  expect(await type(`setup sandbox ${file}`)).toMatchObject({ code: 0 });
  expect(await ask(`SELECT "method_name", "serves_root" FROM "shops"`)).toEqual([{ method_name: "Another name", serves_root: true }]);
  expect(await ask(`SELECT "per_unit"::text AS rate FROM "rates" ORDER BY "number"`)).toEqual([{ rate: "30" }, { rate: "31" }]);
  expect(await ask(`SELECT "allow_list" FROM "wallets"`)).toEqual([{ allow_list: ["127.0.0.1", "::1"] }]);
});

test.each([
  ["setup shop", "Say the shop's domain"],
  ["setup shop example.com", "myshopify domain"],
  [`setup shop ${shopDomain} extra`, "Too much was said: extra"],
  [`setup shop ${shopDomain} --claim-window soon`, "--claim-window is a time"],
  [`setup shop ${shopDomain} --claim-window 0h`, "--claim-window is a time"],
  [`setup shop ${shopDomain} --plain-claims maybe`, "--plain-claims is one of off, on"],
  [`setup shop ${shopDomain} --rate USD=-1`, "A rate is written USD=30"],
  [`setup shop ${shopDomain} --rate USD=0`, "A rate is written USD=30"],
  [`setup shop ${shopDomain} --tolerance 100%`, "--tolerance must stay below 100%"],
  [`setup shop ${shopDomain} --tolerance 0.0000001`, "at most 6 decimals"],
  [`setup shop ${shopDomain} --no-such-thing`, "--no-such-thing"],
  [`setup shop ${shopDomain} --time-zone Mars/Base`, "--time-zone"],
  ["setup rate USD", "A rate is written"],
  ["setup rate USD=30", "There is no shop yet"],
  [`setup wallet nonsense --ip any`, "is not a Tari address"],
  [`setup wallet ${hot?.base58}`, "--ip"],
  [`setup wallet ${hot?.base58} --ip 300.1.1.1`, "--ip is a list"],
  [`setup wallet ${hot?.base58} --ip any --nonce -1`, "--nonce"],
  ["setup nothing", "There is no command"],
  ["pay everything", "There is no command"],
])("typed wrong, told right: %s", async (line, told) => {
  const { type, ask } = await openTool();
  expect(await type(line)).toMatchObject({ code: 2, said: "", complained: expect.stringContaining(told) });
  expect(await ask(`SELECT "id" FROM "shops"`)).toEqual([]);
});

test.each([["", "operator"], ["--help", "setup show"], ["setup shop --help", "--claim-window"], ["setup wallet --help", "--ip"], ["setup rate -h", "--source"]])("help is given for %j", async (line, told) => {
  const { type } = await openTool();
  expect(await type(line)).toMatchObject({ code: 0, said: expect.stringContaining(told), complained: "" });
});
