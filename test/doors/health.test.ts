import { afterAll, beforeAll, expect, test } from "vitest";
import { type Context, createContext } from "#app/context.server.ts";
import { machineDoors } from "#app/server.ts";
import { testConfig } from "../setup/config.ts";
import { freshDatabase } from "../setup/database.ts";

let context: Context;
beforeAll(async () => {
  context = createContext(testConfig(await freshDatabase()));
});
afterAll(() => context.close());

test("a wallet that asks for health gets exactly the eight bytes it compares with", async () => {
  const answer = await machineDoors(context).request("/health");
  expect(answer.status).toBe(200);
  expect(Buffer.from(await answer.arrayBuffer()).toString("hex")).toBe("f09f918defb88f0a");
});
