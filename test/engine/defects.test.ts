import fc from "fast-check";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { DEFECTS, type Defect } from "./defects.ts";
import { engineIn, type Engine } from "./engine.ts";
import { histories, play } from "./history.ts";
import { rules } from "./rules/all.ts";

const ENGINE = join(import.meta.dirname, "../../app/engine");
const workshop = mkdtempSync(join(tmpdir(), "tally-defects-"));
afterAll(() => rmSync(workshop, { recursive: true }));

async function damaged({ file, from, to }: Defect, name: string): Promise<Engine> {
  const folder = join(workshop, name);
  cpSync(ENGINE, folder, { recursive: true });
  const source = readFileSync(join(folder, file), "utf8");
  expect(source.split(from).length - 1, `${file} says this once: ${from}`).toBe(1);
  writeFileSync(join(folder, file), source.replace(from, () => to));
  return engineIn(folder);
}

function ruleOf(noticedBy: string): (engine: Engine) => void {
  const [area = "", ...words] = noticedBy.split(": ");
  const rule = rules[area]?.[words.join(": ")];
  if (!rule) throw new Error(`no such rule: ${noticedBy}`);
  return rule;
}

const conservation = (engine: Engine) =>
  fc.assert(fc.property(fc.nat(7), histories, (policy, history) => void play(engine, policy, history)), { seed: 20261121, numRuns: 400, endOnFailure: true });

test("there are as many defects as were promised", () => expect(DEFECTS.length).toBeGreaterThanOrEqual(25));

test.each(DEFECTS.map((defect, index) => [defect.name, defect, index] as const))("noticed: %s", async (_, defect, index) => {
  const engine = await damaged(defect, String(index));
  const notice = defect.noticedBy === "conservation" ? conservation : ruleOf(defect.noticedBy);
  expect(() => notice(engine)).toThrow();
});
