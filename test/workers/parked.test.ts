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
  const ids = await shop.owe(errands);
  const began = performance.now();
  await expect.poll(() => shop.told(ids), { timeout: 30_000, interval: 20 }).toEqual({ orders: errands, times: errands });
  return (performance.now() - began) / 1000;
}

test("shops that hang, are frozen, fail or are busy delay no other, and are hardly asked themselves", async () => {
  const calls = new Map<string, number>();
  const fates = new Map<string, () => Promise<Response>>();
  const { context, shop } = await openTown(fated(fates, calls));
  const healthy = await shop("healthy");
  const { promise: silence, resolve: speak } = Promise.withResolvers<void>();
  const hang = () => silence.then(said(503));
  const answers = [hang, hang, hang, said(402), said(503), said(429, { "retry-after": "30" })];
  const troubled = await Promise.all(answers.map((_, n) => shop(`troubled-${n}`)));
  await startTown(context);
  // Before the workers are waited for.
  onTestFinished(() => speak());
  await secondsToTell(healthy, 5);
  const alone = await secondsToTell(healthy, 20);

  troubled.forEach(({ domain }, n) => fates.set(domain, answers[n] ?? said(500)));
  calls.clear();
  for (const other of troubled) await other.owe(12);
  await expect.poll(() => troubled.filter(({ domain }) => calls.has(domain)).length, { timeout: 20_000 }).toBe(troubled.length);
  expect(await secondsToTell(healthy, 20)).toBeLessThan(2 * alone + 1);

  const asked = troubled.map(({ domain }) => calls.get(domain) ?? 0);
  expect(asked.slice(0, 3)).toEqual([1, 1, 1]);
  expect(Math.max(...asked)).toBeLessThanOrEqual(8);
});

function said(status: number, headers: Record<string, string> = {}): () => Promise<Response> {
  return () => Promise.resolve(new Response("", { status, headers }));
}
