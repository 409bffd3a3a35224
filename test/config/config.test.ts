import { expect, test } from "vitest";
import { ConfigError, readConfig } from "#app/config.server.ts";

const key = Buffer.alloc(32, 7).toString("base64");
const sandbox = { TALLY_MODE: "sandbox", DATABASE_URL: "postgresql://127.0.0.1/x", SHOPIFY_API_KEY: "k", SHOPIFY_API_SECRET: "s", ENCRYPTION_KEY: key };
const live = { ...sandbox, TALLY_MODE: "live", SHOPIFY_APP_URL: "https://pay.example" };

test("an almost empty environment means a sandbox on this machine", () => {
  expect(readConfig(sandbox)).toMatchObject({
    mode: "sandbox",
    role: "all",
    port: 3000,
    bind: "127.0.0.1",
    appUrl: "http://127.0.0.1:3000",
    redisUrl: null,
    dataDir: "./data",
    shopify: { scopes: ["read_orders", "write_orders", "read_products"], origin: null, appBridgeUrl: null },
    trustedProxies: [],
    logLevel: "info",
  });
});

test.each([
  ["PORT", "70000", /^PORT /],
  ["PORT", "3e3", /^PORT /],
  ["BIND", "everywhere", /^BIND /],
  ["ROLE", "boss", /^ROLE /],
  ["TALLY_MODE", "maybe", /^TALLY_MODE /],
  ["DATABASE_URL", "mysql://x", /^DATABASE_URL /],
  ["DATABASE_URL", "", /^DATABASE_URL is missing/],
  ["REDIS_URL", "http://x", /^REDIS_URL /],
  ["SHOPIFY_APP_URL", "pay.example", /^SHOPIFY_APP_URL /],
  ["SHOPIFY_API_SECRET", " , ", /^SHOPIFY_API_SECRET /],
  ["TRUSTED_PROXIES", "10.0.0.0/33", /^TRUSTED_PROXIES /],
  ["TRUSTED_PROXIES", "proxy.local", /^TRUSTED_PROXIES /],
  ["ENCRYPTION_KEY", "short", /^ENCRYPTION_KEY /],
  ["ENCRYPTION_KEY", "", /^ENCRYPTION_KEY is missing/],
  ["LOG_LEVEL", "loud", /^LOG_LEVEL /],
])("%s=%s stops the start with one sentence", (name, value, sentence) => {
  expect(() => readConfig({ ...sandbox, [name]: value })).toThrow(ConfigError);
  expect(() => readConfig({ ...sandbox, [name]: value })).toThrow(sentence);
});

test.each([
  ["no credentials", { SHOPIFY_API_KEY: "", SHOPIFY_API_SECRET: "" }, /^SHOPIFY_API_KEY is missing/],
  ["no address", { SHOPIFY_APP_URL: "" }, /^SHOPIFY_APP_URL is missing/],
  ["an address without TLS", { SHOPIFY_APP_URL: "http://pay.example" }, /^SHOPIFY_APP_URL is not https/],
  ["tokens sent elsewhere", { SHOPIFY_ORIGIN: "https://elsewhere.example" }, /^SHOPIFY_ORIGIN is refused/],
  ["a foreign App Bridge", { APP_BRIDGE_URL: "https://elsewhere.example/a.js" }, /^APP_BRIDGE_URL is refused/],
])("live mode refuses %s", (_, change, sentence) => {
  expect(() => readConfig({ ...live, ...change })).toThrow(sentence);
});

test("an encryption key that is wrong never appears in the sentence about it", () => {
  expect(() => readConfig({ ...sandbox, ENCRYPTION_KEY: "hunter2" })).toThrow(/^(?!.*hunter2)/);
});

test("credentials alone mean live, unless the mode says otherwise", () => {
  const { TALLY_MODE: _, ...unsaid } = live;
  expect(readConfig(unsaid).mode).toBe("live");
  expect(readConfig({ ...unsaid, TALLY_MODE: "sandbox" }).mode).toBe("sandbox");
});

test("HOST is the app's address only where it is one, as from Shopify's command line", () => {
  expect(readConfig({ ...sandbox, HOST: "https://tunnel.example/" }).appUrl).toBe("https://tunnel.example");
  expect(readConfig({ ...sandbox, HOST: "my-laptop" }).appUrl).toBe("http://127.0.0.1:3000");
});

test("lists keep their order: the first secret and the first key are the ones in use", () => {
  const other = Buffer.alloc(32, 9).toString("hex");
  const config = readConfig({ ...live, SHOPIFY_API_SECRET: "new, old", ENCRYPTION_KEY: `${key},${other}`, SHOPIFY_ORIGIN: "http://127.0.0.1:9" });
  expect(config.shopify.apiSecrets).toEqual(["new", "old"]);
  expect(config.encryptionKeys.map((bytes) => bytes[0])).toEqual([7, 9]);
});
