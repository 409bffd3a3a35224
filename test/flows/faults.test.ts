import { expect, test } from "vitest";
import type { ShopControls } from "#app/sandbox/control/controls.ts";
import { letterFaults, type Counted, type FaultName, type SomeFaults } from "#app/sandbox/faults/fault.ts";
import type { Switches } from "#app/sandbox/world.ts";
import { openDay, type Day, type DaySetting, type Kind, type Placed } from "./day.ts";

const ORDERS = Number(process.env["FAULT_ORDERS"] ?? 200);
const SEED = Number(process.env["FAULT_SEED"] ?? 1);
const patience = { timeout: 300_000 * Math.ceil(ORDERS / 200) };

type Trouble = Omit<DaySetting, "seed"> & {
  readonly chances?: Partial<Record<FaultName, number>>;
  readonly measures?: SomeFaults["measures"];
  readonly switches?: Partial<Switches>;
};

/** Where no fault befalls webhooks, none but those of new orders are worth the time they take. */
const onlyPlaced = { dropTopics: ["orders/updated", "orders/paid", "orders/cancelled"] };

/** Somebody else at the shop speaks for the app too: what our pace leaves is gone. */
const spendBudget = ({ shop: { there } }: Day) => there.setBudget(0);
/** The merchant opens the app, and loads it again where that fails too. */
const visit = (day: Day, tries = 20): Promise<void> => day.signIn().catch((error: unknown) => (tries > 0 ? visit(day, tries - 1) : Promise.reject(error)));

/** How often each strikes, and what it takes besides. */
const troubles: Readonly<Record<Counted, Trouble>> = {
  throttled: { switches: { costBudget: "drained", restoreRate: 100 }, before: spendBudget },
  tooMany: { chances: { tooMany: 0.05 }, measures: { retryAfterSeconds: 1.5 } },
  failsBefore: { chances: { failsBefore: 0.1 } },
  failsAfter: { chances: { failsAfter: 0.1 } },
  cutAfter: { chances: { cutAfter: 0.1 } },
  cutBody: { chances: { cutBody: 0.1 } },
  hangs: { chances: { hangs: 0.03 }, timeoutMs: 300 },
  slow: { chances: { slow: 0.3 }, measures: { slowMs: 20 } },
  tokenRevoked: { chances: { tokenRevoked: 0.05 } },
  allRevoked: { chances: { allRevoked: 0.01 }, stuck: (day) => visit(day) },
  frozen: { chances: { frozen: 0.03 } },
  locked: { chances: { locked: 0.03 } },
  forbidden: { chances: { forbidden: 0.03 } },
  cancelLate: { chances: { cancelLate: 0.5 } },
  cancelFails: { chances: { cancelFails: 0.3 } },
  // What no webhook tells has to be searched for.
  searchLags: { chances: { searchLags: 1, dropped: 0.3 }, measures: { searchLagMs: 300_000 } },
  duplicated: { chances: { duplicated: 0.5 } },
  reordered: { chances: { reordered: 0.5 } },
  delayed: { chances: { delayed: 0.3 } },
  dropped: { chances: { dropped: 0.3 } },
  oldSecret: { chances: { oldSecret: 0.5 } },
};

const NOTHING_ELSE = { pays: "paid, there PAID: marked paid 1, cancelled 0", "goes away": "expired, there VOIDED: marked paid 0, cancelled 1" } as const;

/** In the end every order is as it should be: here, at the shop, and in what we did to it there. */
async function inSync(day: Day, placed: readonly Placed[]): Promise<void> {
  await day.pass(placed);
  const wrong = (await day.endsOf(placed)).filter(({ kind, end }) => !isRight(kind, end));
  expect(wrong).toEqual([]);
  expect(await day.wrong()).toEqual([]);
}

/** What was paid in cash is let go of here, whoever comes first: the news of it, or the deadline. */
const isRight = (kind: Kind, end: string) => (kind === "pays in cash" ? /^(cancelled|expired), there PAID: marked paid 0, cancelled 0$/.test(end) : end === NOTHING_ELSE[kind]);

async function dayOf({ chances = {}, measures = {}, switches = {}, ...setting }: Trouble): Promise<Day> {
  const day = await openDay({ seed: SEED, ...setting });
  day.shop.there.setSwitches(switches);
  day.shop.there.setFaults({ chances, measures });
  return day;
}

test.each(Object.entries(troubles) as [Counted, Trouble][])(`%s: ${ORDERS} orders end in sync with the shop`, patience, async (fault, trouble) => {
  const isHeard = letterFaults.some((name) => name === fault);
  const day = await dayOf(isHeard ? trouble : { ...trouble, switches: { ...onlyPlaced, ...trouble.switches } });
  await inSync(day, day.place(ORDERS));
  expect(day.shop.there.state.struck[fault]).toBeGreaterThan(ORDERS / 100);
  process.stdout.write(`${fault} struck ${day.shop.there.state.struck[fault]} times\n`);
});

test(`with every fault by chance at once ${ORDERS} orders end in sync with the shop`, patience, async () => {
  const often = { tooMany: 0.02, failsBefore: 0.02, failsAfter: 0.02, cutAfter: 0.02, cutBody: 0.02, slow: 0.1, tokenRevoked: 0.02, cancelLate: 0.3, cancelFails: 0.2, searchLags: 0.3, duplicated: 0.2, reordered: 0.2, delayed: 0.2, dropped: 0.2, oldSecret: 0.3 };
  const rarely = { hangs: 0.005, allRevoked: 0.002, frozen: 0.005, locked: 0.005, forbidden: 0.005 };
  const day = await dayOf({ ...troubles.throttled, chances: { ...often, ...rarely }, measures: { slowMs: 20 }, timeoutMs: 300, stuck: (day) => visit(day) });
  await inSync(day, day.place(ORDERS));
  const { struck } = day.shop.there.state;
  expect(Object.keys(often).filter((fault) => struck[fault as FaultName] === 0)).toEqual([]);
});

test(`the app is uninstalled and installed again, twice, its webhooks come late and in the wrong order, and ${ORDERS} orders end in sync with the shop`, patience, async () => {
  const day = await dayOf({ before: (here, round) => comings[round]?.(here.shop.there, here) });
  await inSync(day, day.place(ORDERS));
  const results = await day.context.db.pool.query<{ result: string }>(`SELECT "result" FROM "inbox" WHERE "topic" = 'app/uninstalled' ORDER BY "received_at"`);
  expect(results.rows.map(({ result }) => result)).toEqual(["uninstalled", "late news: uninstalled before it was installed again"]);
  expect(await day.context.db.pool.query(`SELECT FROM "shops"`)).toMatchObject({ rowCount: 1 });
});

const comings: Readonly<Record<number, (there: ShopControls, day: Day) => Promise<void> | void>> = {
  2: (there) => void there.setSwitches({ hold: true }),
  // Its message overtakes all that were written before.
  4: (there) => {
    there.uninstall();
    for (const topic of ["customers/data_request", "customers/redact"] as const) there.askCompliance({ topic, customerId: there.orders()[0]?.customerId ?? null });
    there.setSwitches({ hold: false });
    there.release("reversed");
  },
  8: async (there, day) => {
    there.reinstall();
    await day.signIn();
    there.setSwitches({ hold: true });
  },
  // Gone and back before anybody heard of it.
  10: async (there, day) => {
    there.uninstall();
    there.askCompliance({ topic: "shop/redact", customerId: null });
    await day.context.wait(1_000);
    there.reinstall();
    await day.signIn();
  },
  12: (there) => {
    there.setSwitches({ hold: false });
    there.release("reversed");
  },
};
