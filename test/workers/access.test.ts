import { Session } from "@shopify/shopify-api";
import { expect, onTestFinished, test } from "vitest";
import { setUpShop } from "#app/commands/set-up.ts";
import { createContext, type Context } from "#app/context.server.ts";
import type { Passing, Weather } from "#app/sandbox/weather.ts";
import { leaseDue } from "#app/store/outbox.ts";
import { markUninstalled } from "#app/store/shops.ts";
import { readShop } from "#app/storefront/requests.ts";
import { deliver } from "#workers/deliver.ts";
import { signIn } from "../setup/sandbox-shop.ts";
import { openWorld, type World } from "./world.ts";

type Fate = ((passing: Passing, proceed: () => Promise<Response>) => Promise<Response>) | null;

/** A world whose sky may change in the middle of a story. */
async function openSky(): Promise<{ readonly world: World; readonly sky: { fate: Fate }; readonly doors: string[] }> {
  const sky: { fate: Fate } = { fate: null };
  const doors: string[] = [];
  const weather: Weather = (passing, proceed) => {
    doors.push(passing.door);
    return sky.fate ? sky.fate(passing, proceed) : proceed();
  };
  const world = await openWorld({ weather });
  doors.length = 0;
  return { world, sky, doors };
}

async function owing(world: World, orders: number): Promise<void> {
  for (let n = 0; n < orders; n += 1) await world.paid(await world.placed(), `payer ${n}`);
}

const ends = async (world: World) => (await world.errands()).map(({ result }) => result);
const last = async (world: World) => (await world.errands()).map(({ last_error }) => last_error?.split(":")[0]);
const answer = (status: number): Fate => () => Promise.resolve(new Response("", { status }));

test("a shop whose tokens are all dead is parked, which is said once, and is told everything when its merchant signs in", async () => {
  const { world } = await openSky();
  await owing(world, 2);
  world.there.revokeTokens("everything");
  const said: string[] = [];
  const context: Context = { ...world.context, log: Object.assign(Object.create(world.context.log), { error: (_facts: object, message: string) => said.push(message) }) };
  for (const seconds of [0, 400, 400]) {
    world.pass(seconds);
    const now = context.clock();
    await deliver(context, await leaseDue(context.db.pool, { now, limit: 10, perShop: 10, leaseSeconds: 5 }));
  }
  expect(await ends(world)).toEqual([null, null]);
  expect(await last(world)).toContain("unauthorized");
  expect(said).toEqual(["shop.needs-sign-in"]);
  expect(await world.runErrands()).toBe(0);
  await signIn(world.context, world.storefront, world.there);
  await world.runErrands();
  expect(await ends(world)).toEqual(["sent", "sent"]);
});

test("a frozen shop is asked now and then by one errand, and by all when it thaws", async () => {
  const { world, sky, doors } = await openSky();
  await owing(world, 5);
  sky.fate = answer(402);
  doors.length = 0;
  for (let minute = 0; minute < 30; minute += 1) {
    await world.runErrands();
    world.pass(60);
  }
  expect(doors.length).toBeLessThanOrEqual(16);
  sky.fate = null;
  world.pass(16 * 60);
  await world.runErrands();
  expect(await ends(world)).toEqual(["sent", "sent", "sent", "sent", "sent"]);
});

test("a shop that removed the app is owed its errands, and told of them when it installs it again", async () => {
  const { world } = await openSky();
  await owing(world, 1);
  world.there.uninstall();
  await world.runErrands();
  expect(await last(world)).toEqual(["unauthorized"]);
  world.pass(1);
  await markUninstalled(world.context.db.pool, world.shop.id, world.context.clock());
  world.pass(3_600);
  expect(await world.runErrands()).toBe(0);
  world.there.reinstall();
  await signIn(world.context, world.storefront, world.there);
  await setUpShop(world.context, world.shop.id, {});
  await world.runErrands();
  expect(await ends(world)).toEqual(["sent"]);
});

test("two processes whose token is refused at once ask for one new token between them", async () => {
  const { world, doors } = await openSky();
  const other = createContext(world.context.config, world.context.clock);
  onTestFinished(other.close);
  const ask = (context: Context) => context.storefront(world.shop.id).ask(readShop());
  await Promise.all([ask(world.context), ask(other)]);
  world.there.revokeTokens("access tokens");
  doors.length = 0;
  const answers = await Promise.all([world.context, other, world.context, other, other].map(ask));
  expect(answers.filter((each) => "data" in each)).toHaveLength(5);
  expect(doors.filter((door) => door === "token")).toHaveLength(1);
});

test("a refresh whose answer is lost leaves nobody stranded: the refresh token we have is asked with again", async () => {
  const { world, sky, doors } = await openSky();
  await owing(world, 1);
  world.there.revokeTokens("access tokens");
  sky.fate = async ({ door, line }, proceed) => {
    const reply = await proceed();
    return door === "token" ? line().hangUp() : reply;
  };
  await world.runErrands();
  expect(await last(world)).toEqual(["network"]);
  expect(doors).toContain("token");
  sky.fate = null;
  world.pass(10);
  await world.runErrands();
  expect(await ends(world)).toEqual(["sent"]);
});

test.each([["blank", ""], ["absent", undefined]])("an access token that the library left %s is renewed with the refresh token beside it", async (_, accessToken) => {
  const { world } = await openSky();
  await owing(world, 1);
  const { sessionStorage } = world.context.shopify;
  const session = await sessionStorage.loadSession(`offline_${world.shop.id}`);
  if (!session) throw new Error("the shop is signed in");
  const { accessToken: _gone, ...rest } = session.toObject();
  await sessionStorage.storeSession(new Session({ ...rest, ...(accessToken !== undefined && { accessToken }) }));
  world.pass(60);
  await world.runErrands();
  expect(await ends(world)).toEqual(["sent"]);
});
