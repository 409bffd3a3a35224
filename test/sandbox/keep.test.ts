import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { noFaults } from "#app/sandbox/faults/fault.ts";
import { fileKeep } from "#app/sandbox/keep.ts";
import { domain, gid, openWorld, postJson } from "./world.ts";

let folder: string;
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), "sandbox-")); });
afterEach(() => rm(folder, { recursive: true }));

test("a world comes back as it was: orders, tokens, keys, waiting webhooks", async () => {
  const store = fileKeep(join(folder, "sandbox.json"));
  const before = await openWorld({ store });
  const { id } = before.shop.placeOrder({ total: "15.90", note: '{"$":"bigint"} stays text' });
  await before.ask(`mutation ($id: ID!) { orderMarkAsPaid(input: { id: $id }) { userErrors { message } } }`, { id: gid(id) });
  const token = await before.token();
  const receiver = before.sandbox.wallet.receiver(domain);
  await before.sandbox.close();

  const after = await openWorld({ store });
  expect(after.shop.order(id)).toEqual(before.shop.order(id));
  expect(after.shop.letters()).toEqual(before.shop.letters());
  expect(after.sandbox.wallet.receiver(domain)).toBe(receiver);
  const answer = await postJson(after.sandbox, `/${domain}/admin/api/2026-10/graphql.json`, { query: "{ shop { name } }" }, { "X-Shopify-Access-Token": token });
  expect(answer.json.data.shop.name).toBe("test-one");
  expect(BigInt(after.shop.placeOrder({ total: "1.00" }).id)).toBeGreaterThan(BigInt(id));
  await after.sandbox.close();
});

test("a world kept before shops had faults opens with none", async () => {
  const store = fileKeep(join(folder, "sandbox.json"));
  const { sandbox } = await openWorld({ store });
  await sandbox.close();
  const kept = JSON.parse(await readFile(join(folder, "sandbox.json"), "utf8"));
  const [[, shop]] = kept.shops.value;
  for (const since of ["faults", "struck", "unindexed"]) delete shop[since];
  delete shop.switches.restoreRate;
  await writeFile(join(folder, "sandbox.json"), JSON.stringify(kept));
  const after = await openWorld({ store });
  expect(after.shop.state.faults).toEqual(noFaults());
  expect(after.shop.state.struck.dropped).toBe(0);
  expect(after.shop.state.switches.restoreRate).toBe(100);
});

test("the same clock and chance make the same world", async () => {
  const story = async () => {
    const { sandbox, shop } = await openWorld();
    shop.placeOrder({ total: "15.90", customer: { email: "ada@example.com" } });
    return [shop.orders(), shop.letters(), sandbox.wallet.receiver(domain), shop.sessionToken()];
  };
  expect(await story()).toEqual(await story());
});

const start = (port: string): ChildProcess => {
  const child = spawn(process.execPath, ["app/sandbox/main.ts"], {
    env: { PATH: process.env["PATH"], NODE_ENV: "test", PORT: port, APP_URL: "http://127.0.0.1:9", DATA_DIR: folder, SHOPIFY_API_KEY: "k", SHOPIFY_API_SECRET: "s" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
};

const firstLine = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    child.stdout?.once("data", (data: Buffer) => resolve(data.toString()));
    child.once("exit", (code) => reject(new Error(`ended with ${code}`)));
  });

const ended = (child: ChildProcess): Promise<number | null> => new Promise((resolve) => child.once("exit", resolve));

test("the process announces its shop, stops on SIGTERM and keeps its orders over a restart", async () => {
  const run = async <T>(use: (url: string) => Promise<T>): Promise<T> => {
    const child = start("0");
    const line = await firstLine(child);
    const result = await use(/http:\/\/[\d.]+:\d+/.exec(line)?.[0] ?? "");
    const end = ended(child);
    child.kill("SIGTERM");
    expect(await end).toBe(0);
    return result;
  };
  const orders = "/control/shops/tallystick-sandbox.myshopify.com/orders";
  const placed = await run(async (url) => {
    const answer = await fetch(`${url}${orders}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: '{"total":"15.90"}' });
    return answer.json();
  });
  const world = JSON.parse(await readFile(join(folder, "sandbox-world.json"), "utf8"));
  expect(world).toMatchObject({ shop: "tallystick-sandbox.myshopify.com", currency: "USD", methodName: "Pay with Tari", rate: "30", receivingWallet: expect.stringMatching(/^f4/) });
  expect((await stat(join(folder, "sandbox.json"))).mode & 0o077).toBe(0);
  const again = await run(async (url) => (await fetch(`${url}${orders}`)).json());
  expect(again).toMatchObject([{ id: placed.id, name: "#1001" }]);
  expect(JSON.parse(await readFile(join(folder, "sandbox-world.json"), "utf8"))).toEqual(world);
});

test("a wrong environment stops the start with one clear message", async () => {
  const child = start("many");
  let text = "";
  child.stderr?.on("data", (data: Buffer) => { text += data.toString(); });
  expect(await ended(child)).toBe(1);
  expect(text).toMatch(/cannot start[\s\S]*PORT/);
});
