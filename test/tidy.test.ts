import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "#app/launch/root.ts";
import { importsOf, isAllowed, roomOf } from "./tidy/house.ts";

const files = globSync("{app,workers,extensions}/**/*.{ts,tsx,mjs}", { cwd: root })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => !file.startsWith("app/store/prisma/"))
  .sort();
const read = (file: string) => readFileSync(join(root, file), "utf8");

test("every file lives in a room of the house", () => {
  expect(files.filter((file) => roomOf(file) === null)).toEqual([]);
  expect(files.length).toBeGreaterThan(30);
});

test("every room imports only what its row of the table allows", () => {
  const wrong = files.flatMap((file) =>
    importsOf(file, read(file))
      .filter((imported) => !isAllowed(file, imported))
      .map((imported) => `${file} imports ${imported.isType ? "type " : ""}${imported.target}`),
  );
  expect(wrong).toEqual([]);
});

test("no name needs manager, helper, service or util", () => {
  const homeless = /(manager|helper|service|utils?)(?![a-z])/i;
  const named = /\b(?:function|const|let|type|class)\s+(\w+)/g;
  const wrong = files.flatMap((file) => {
    const names = [...read(file).matchAll(named)].map(([, name = ""]) => name);
    return [file, ...names].filter((name) => homeless.test(name.replace(/([a-z])([A-Z])/g, "$1 $2"))).map((name) => `${file}: ${name}`);
  });
  expect(wrong).toEqual([]);
});

// The launcher makes the environment of its children, and the sandbox is a program of its own, outside the app. Of the
// blocks nothing reads it when they run: Shopify's tool writes it into them.
test("only the configuration reads the environment", () => {
  const readers = files.filter((file) => /process\.env\b/.test(read(file)));
  const allowed = /^(app\/(config\.server\.ts|launch\/.*|sandbox\/(main|demo)\.ts|cli\/.*)|extensions\/checkout\/src\/app-url\.ts)$/;
  expect(readers.filter((file) => !allowed.test(file))).toEqual([]);
});

test("no file is longer than 300 lines", () => {
  expect(files.filter((file) => read(file).split("\n").length > 300)).toEqual([]);
});

test("no file has an enum, a namespace or a class that is not an error", () => {
  const wrong = files.filter((file) => /^\s*(export\s+)?(enum|namespace)\s/m.test(read(file)) || /^\s*(export\s+)?class\s+\w+(?!.*extends\s+\w*Error)/m.test(read(file)));
  expect(wrong).toEqual([]);
});

test.each([
  ["app/engine/flow.ts", `import { z } from "zod";`],
  ["app/engine/flow.ts", `import { readFile } from "node:fs";`],
  ["app/commands/claim.ts", `import { markPaid } from "#app/storefront/errands.ts";`],
  ["app/doors/claims.ts", `import { Pool } from "pg";`],
  ["app/storefront/errands.ts", `import { openDatabase } from "../store/database.ts";`],
  ["app/sandbox/main.ts", `const x = await import("#app/commands/claim.ts");`],
  ["app/commands/claim.ts", `import type { FC } from "react";`],
  ["app/ui/money.tsx", `import { loadConfig } from "#app/config.server.ts";`],
])("the table would catch %s: %s", (file, line) => {
  expect(importsOf(file, line).some((imported) => !isAllowed(file, imported))).toBe(true);
});
