import { expect, test } from "vitest";
import { startApp } from "../setup/app.ts";
import { testEnv } from "../setup/config.ts";
import { freshDatabase } from "../setup/database.ts";
import { startProcess } from "../setup/process.ts";

test("the server answers wallets and people, logs each visit without secrets, and stops when told", async () => {
  const app = await startApp(await freshDatabase());
  expect(await (await fetch(`${app.url}/health?token=abc`)).text()).toBe("👍️\n");
  const front = await fetch(app.url);
  expect(front.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  expect(await front.text()).toContain("Tallystick");
  const script = /\/assets\/entry\.client-[\w-]+\.js/.exec(await (await fetch(app.url)).text())?.[0];
  const asset = await fetch(`${app.url}${script}`);
  expect(asset.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  const nowhere = await fetch(`${app.url}/nowhere`);
  expect([nowhere.status, (await nowhere.text()).includes("leads nowhere")]).toEqual([404, true]);
  app.process.kill("SIGTERM");
  expect(await app.process.ended).toBe(0);
  const lines = app.process.output().trim().split("\n").map((line) => JSON.parse(line));
  expect(lines).toContainEqual(expect.objectContaining({ msg: "request", method: "GET", path: "/health", status: 200, peer: "127.0.0.1" }));
  expect(app.process.output()).not.toContain("abc");
});

test("web and workers in one process start and stop as one", async () => {
  const app = await startApp(await freshDatabase(), { ROLE: "all" });
  expect((await fetch(`${app.url}/health`)).status).toBe(200);
  app.process.kill("SIGINT");
  expect(await app.process.ended).toBe(0);
});

test("a wrong environment ends the start with its one sentence", async () => {
  const broken = startProcess("app/server.ts", { ...testEnv("postgresql://127.0.0.1/x"), PORT: "many" });
  expect(await broken.ended).toBe(1);
  expect(broken.output()).toBe("PORT is not a port number.\n");
});
