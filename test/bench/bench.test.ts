import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "#app/launch/ports.ts";
import { closers } from "#app/launch/stack.ts";
import { freshDatabase } from "../setup/database.ts";
import { startChild } from "./child.ts";
import { runAll } from "./hall.ts";
import { readOptions } from "./options.ts";
import { measures } from "./rows/all.ts";
import { SECRET, type Stage } from "./stage.ts";
import { printJson, printMarkdown, printTable } from "./table.ts";

/** The bench's stage, but on the tests' own database server. */
async function openStage(): Promise<Stage> {
  const open = closers();
  onTestFinished(open.closeAll);
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  open.add(() => rmSync(folder, { recursive: true }));
  const port = await freePort();
  const env = { PORT: String(port), DATABASE_URL: await freshDatabase(), SECRET };
  const child = await startChild({ entry: "test/bench/floor.ts", env, log: join(folder, "floor.log") });
  open.add(child.stop);
  return { folder, floor: { port, child }, newDatabase: freshDatabase, settings: () => Promise.resolve({}), onClose: open.add, close: open.closeAll };
}

test("a tiny bench measures each kind of message, all are answered rightly, and it prints the rows as JSON", async () => {
  const options = readOptions(["--only", "floor,order-webhook,payment-notice", "--seconds", "0.05", "--rounds", "1", "--json"]);
  const heard: string[] = [];
  const wanted = measures.filter(({ name }) => options.only?.includes(name));
  const rows = await runAll(await openStage(), options, wanted, { say: (line) => heard.push(line), print: (line) => heard.push(line) });

  const printed: readonly Readonly<Record<string, unknown>>[] = JSON.parse(printJson(rows));
  expect(printed.map(({ name }) => name)).toEqual(["floor", "order-webhook", "payment-notice"]);
  for (const row of printed) {
    expect(row).toMatchObject({ perSecond: expect.any(Number), p50Ms: expect.any(Number), p99Ms: expect.any(Number), ratio: expect.any(Number), says: "" });
    expect(row["perSecond"]).toBeGreaterThan(0);
  }
  expect(printTable(rows)).toHaveLength(4);
  expect(printMarkdown(rows)).toHaveLength(5);
});

test.each([[["--seconds", "0"]], [["--rounds", "many"]], [["--fast"]]])("the bench refuses %j", (args) => {
  expect(() => readOptions(args)).toThrow();
});
