import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { redisServer } from "./app/launch/redis.ts";
import { LongestFirst } from "./test/setup/longest-first.ts";

// Three kinds of tests by what they need: nothing, a database, or the whole product with its built screens and a browser.
const database = ["test/commands/**", "test/store/**", "test/doors/**", "test/workers/**", "test/callbacks/**", "test/cli/**"];
const whole = ["test/flows/**", "test/browser/**", "test/processes/**", "test/launch/**", "test/bench/**"];

// Redis is a choice, and `npm test` says where its tests are left out.
const impossible = redisServer() === null ? ["test/**/redis*.test.ts"] : [];

const only = (folders: readonly string[]) => folders.map((folder) => `${folder}/*.test.ts`);

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Loaded by Node itself, it would load the blocks' own sources so too, and Node reads no JSX.
    server: { deps: { inline: [/@shopify\/ui-extensions-tester/] } },
    // Much of the time is spent waiting for processes of the product: two files at once also where there are two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    sequence: { sequencer: LongestFirst },
    // A file of tests leaves nothing behind in its process, so the next may use what this one has loaded.
    isolate: false,
    projects: [
      { extends: true, test: { name: "pure", include: ["test/**/*.test.ts"], exclude: [...only([...database, ...whole]), ...impossible] } },
      {
        extends: true,
        test: { name: "database", include: only(database), exclude: impossible, globalSetup: "test/setup/with-database.ts", setupFiles: "test/setup/after-each-file.ts" },
      },
      {
        extends: true,
        test: {
          name: "whole",
          include: only(whole),
          exclude: impossible,
          globalSetup: ["test/setup/with-database.ts", "test/setup/with-screens.ts"],
          setupFiles: "test/setup/after-each-file.ts",
          testTimeout: 120_000,
        },
      },
    ],
  },
});
