import { afterAll } from "vitest";
import { dropDatabases } from "./database.ts";
import { endShared } from "./lifetime.ts";

afterAll(async () => {
  await endShared();
  await dropDatabases();
});
