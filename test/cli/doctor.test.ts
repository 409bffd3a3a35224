import { expect, onTestFinished, test } from "vitest";
import { examine } from "#app/cli/doctor.ts";
import { tally } from "#app/cli/main.ts";
import { lookAtDisk, room } from "#app/cli/doctor/outside.ts";
import { remedies } from "#app/cli/doctor/words.ts";
import { createContext, type Context } from "#app/context.server.ts";
import { seal } from "#app/store/sealing.ts";
import { testConfig } from "../setup/config.ts";
import { freshDatabase } from "../setup/database.ts";
import { openWorld, type World } from "../workers/world.ts";

// What belongs to the machine this runs on, and not to the shop: a test's quick database, and how full the disk is.
const ofTheMachine: ReadonlySet<string> = new Set(["durability", "disk"]);

async function foundBad(context: Context): Promise<readonly string[]> {
  const findings = await examine(context);
  return findings.filter(({ subject, state }) => state === "bad" && !ofTheMachine.has(subject)).map(({ subject, says }) => `${subject}: ${says}`);
}

const sealed = async ({ context, shop }: World) => void (await seal(context.db.pool, shop.id, { now: context.clock(), most: 1000 }));

test("a shop at work is well, and every line tells what it looked at", async () => {
  const world = await openWorld();
  const order = await world.placed();
  await world.paid(order);
  await world.runErrands();
  await sealed(world);
  expect(await foundBad(world.context)).toEqual([]);
  const findings = await examine(world.context);
  const seen = new Set(findings.map(({ subject }) => subject));
  const onlyInTrouble = new Set(["paused", "restored", "leftovers", "rotation"]);
  expect(Object.keys(remedies).filter((subject) => !onlyInTrouble.has(subject) && ![...seen].some((each) => each === subject))).toEqual([]);
  expect(findings).toContainEqual({ subject: "keys", state: "ok", says: expect.stringMatching(/^\d+ kept secrets open with the key [0-9a-f]{8}$/) });
});

test("what is wrong is said, with what to do", async () => {
  const world = await openWorld();
  const { context } = world;
  const order = await world.placed();
  await world.paid(order);
  await world.placed();
  await context.db.pool.query(`UPDATE "wallets" SET "revoked_at" = now()`);
  await context.db.pool.query(`DELETE FROM "_prisma_migrations" WHERE "migration_name" = '20261121040000_screens'`);
  world.pass(2 * 3600);
  const otherKey = createContext({ ...context.config, encryptionKeys: [Buffer.alloc(32, 9)] }, context.clock);
  onTestFinished(otherKey.close);
  const bad = (await foundBad(otherKey)).join("\n");
  for (const told of ["migrations: not applied: 20261121040000_screens", "which is not at hand", "errands: 1 owed, the oldest due for 2 hours", "wallets: no receiving wallet", "token: no token", "reading: last read through 2 hours ago"]) expect(bad).toContain(told);
});

test("secrets that an old key still seals are told with the step that is missing", async () => {
  const { context } = await openWorld();
  const rotating = createContext({ ...context.config, encryptionKeys: [Buffer.alloc(32, 9), ...context.config.encryptionKeys] }, context.clock);
  onTestFinished(rotating.close);
  const found = (await examine(rotating)).filter(({ subject }) => subject === "rotation" || subject === "keys");
  expect(found).toEqual([{ subject: "rotation", state: "warn", says: expect.stringMatching(/^\d+ secrets are still kept with the old key [0-9a-f]{8}$/) }]);
});

test.each([
  ["ok", 2_100_000_000],
  ["warn", 1_900_000_000],
  ["bad", 100_000_000],
])("a disk is %s with %s bytes left", (state, free) => expect(room(free, "/data").state).toBe(state));

test("a data folder that nobody made yet is as roomy as the disk it will be on", async () => {
  const config = testConfig("postgresql://nowhere/x", { DATA_DIR: "/no/such/folder" });
  expect(await lookAtDisk({ config })).toEqual([{ subject: "disk", state: expect.any(String), says: expect.stringMatching(/^\d+\.\d GB are free at \/no\/such\/folder$/) }]);
});

test("without a database that is what is said, and the rest is not guessed at", async () => {
  const said: string[] = [];
  const nowhere = (await freshDatabase()).replace(/\/test_\w+/, "/test_nowhere");
  const code = await tally(["doctor", "--json"], () => testConfig(nowhere), { say: (text) => void said.push(text), complain: (text) => void said.push(text) });
  expect(code).toBe(1);
  const findings: readonly { subject: string; state: string; todo?: string }[] = JSON.parse(said.join("\n"));
  expect(findings[0]).toMatchObject({ subject: "database", state: "bad", says: expect.stringContaining("test_nowhere"), todo: remedies.database });
  expect(findings.map(({ subject }) => subject)).not.toContain("keys");
});
