import { expect, onTestFinished, test } from "vitest";
import type { Weather } from "#app/sandbox/weather.ts";
import { openTown, startTown, type PaidShop } from "./shops.ts";

/** What meets every call to a shop; one that is not named answers as always. */
type Fates = ReadonlyMap<string, () => Promise<Response>>;

const fated = (fates: Fates, calls: Map<string, number>): Weather => ({ shop }, proceed) => {
  calls.set(shop, (calls.get(shop) ?? 0) + 1);
  return (fates.get(shop) ?? proceed)();
};

async function secondsToTell(shop: PaidShop, errands: number): Promise<number> {
  const began = performance.now();
  const ids = await shop.owe(errands);
  await expect.poll(() => shop.told(ids), { timeout: 60_000, interval: 20 }).toEqual({ orders: errands, times: errands });
  return (performance.now() - began) / 1000;
}

test("shops that hang, are frozen, fail or are busy delay no other, and are hardly asked themselves", async () => {
  const calls = new Map<string, number>();
  const fates = new Map<string, () => Promise<Response>>();
  const { promise: silence, resolve: speak } = Promise.withResolvers<void>();
  const hang = () => silence.then(said(503));
  const answers = [hang, hang, hang, said(402), said(503), said(429, { "retry-after": "30" })];
  const town = await openTown(fated(fates, calls));
  const healthy = await town.shop("healthy");
  const troubled: PaidShop[] = [];
  for (const [n] of answers.entries()) troubled.push(await town.shop(`troubled-${n}`));
  // Beside it one that has a town for itself: however busy this machine is, it is as busy for both.
  const alone = await openTown();
  const lucky = await alone.shop("lucky");
  await startTown(town.context);
  await startTown(alone.context);
  // Before the workers are waited for.
  onTestFinished(() => speak());
  await Promise.all([healthy, lucky].map((shop) => secondsToTell(shop, 5)));

  troubled.forEach(({ domain }, n) => fates.set(domain, answers[n] ?? said(500)));
  calls.clear();
  const began = performance.now();
  for (const other of troubled) await other.owe(12);
  await expect.poll(() => troubled.filter(({ domain }) => calls.has(domain)).length, { timeout: 20_000 }).toBe(troubled.length);
  const [beside = Infinity, byItself = 0] = await Promise.all([healthy, lucky].map((shop) => secondsToTell(shop, 20)));
  expect(beside).toBeLessThan(2 * byItself + 1);

  // Silence is waited for ten seconds, and then tried by one call again.
  const rounds = 1 + Math.floor((performance.now() - began) / 10_000);
  const asked = troubled.map(({ domain }) => calls.get(domain) ?? 0);
  expect(Math.max(...asked.slice(0, 3))).toBeLessThanOrEqual(rounds);
  expect(Math.max(...asked)).toBeLessThanOrEqual(7 + rounds);
}, 120_000);

function said(status: number, headers: Record<string, string> = {}): () => Promise<Response> {
  return () => Promise.resolve(new Response("", { status, headers }));
}
