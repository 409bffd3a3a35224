import { setTimeout as wait } from "node:timers/promises";
import { payMarks } from "#app/store/reads/pay.ts";
import { openConnection, type Answer } from "../connection.ts";
import type { Measured } from "../load.ts";
import { quantile } from "../numbers.ts";
import { openPage, type OpenPage } from "../open-pages.ts";
import type { Product } from "../product.ts";
import { isAgreed } from "../race.ts";
import { bare, type Hall, type Measure, type Row } from "../row.ts";
import { confirmation, type Purse } from "../wallets.ts";
import { reported, strikeErrands, type Named } from "./payments.ts";

const name = "status-push-500-pages";
const PAGES = 500;
/** Before them, so many find processes that never did this before. */
const WARM = 100;
const GOAL_MS = 1_000;
/** Far beyond the goal, so that a late push is a number and not a failure. */
const PATIENCE_MS = 20_000;
/** As many lines are opened at a time; strangers come at most 250 in a second. */
const AT_ONCE = 50;

/** Orders whose payment waits for its confirmation, each with its pay page open. */
async function openPages(product: Product, count: number): Promise<readonly Shown[]> {
  const named = await reported(product, count);
  // As autovacuum does within a minute: until then plans made for empty tables are in use.
  await product.pool.query("ANALYZE");
  const marks = await payMarks(product.pool, named.map(({ token }) => token));
  const shown: Shown[] = [];
  for (let from = 0; from < count; from += AT_ONCE) {
    const some = named.slice(from, from + AT_ONCE).map(async (order) => ({ order, page: await openPage(product.port, { token: order.token, mark: marks.get(order.token) ?? "" }) }));
    shown.push(...(await Promise.all(some)));
  }
  return shown;
}

type Shown = { readonly order: Named; readonly page: OpenPage };

/** Confirms one after the other, evenly; how many ms each page heard of it after the wallet had its answer. */
async function confirmAll({ port, purses }: Product, shown: readonly Shown[], seconds: number): Promise<Measured> {
  const began = performance.now();
  const latencies: number[] = [];
  let firstWrong: string | null = null;
  let wrong = 0;
  const fail = (why: string) => {
    firstWrong ??= why;
    wrong += 1;
  };
  const confirmOwn = async (purse: Purse, lane: number) => {
    const connection = await openConnection(port);
    const heard: Promise<void>[] = [];
    try {
      for (let index = lane; index < shown.length; index += purses.length) {
        const each = shown[index];
        if (!each) break;
        await wait(Math.max(0, began + (index / shown.length) * seconds * 1_000 - performance.now()));
        const paid = each.page.hears(`"state":"paid"`, PATIENCE_MS);
        const answered = connection.ask(confirmation(purse, each.order.txid)).then(toldAt);
        const looked = Promise.all([paid, answered]).then(([at, answeredAt]) => {
          latencies.push(Math.max(0, at - answeredAt));
          return lookAnew(port, each.order);
        });
        heard.push(looked.catch(({ message }: Error) => fail(message)));
        await answered.catch(() => undefined);
      }
      await Promise.all(heard);
    } finally {
      connection.close();
    }
  };
  await Promise.all(purses.map(confirmOwn));
  const perSecond = (shown.length * 1_000) / (performance.now() - began);
  return { count: shown.length, perSecond, latencies, p50Ms: quantile(latencies, 0.5), p99Ms: quantile(latencies, 0.99), wrong, firstWrong };
}

/** When it was, where the wallet was heard. */
function toldAt(answer: Answer): number {
  if (!isAgreed(answer)) throw new Error(`${answer.status} ${answer.body.slice(0, 300)}`);
  return performance.now();
}

/** As its script does once it is told: the page is the one source of what it shows. */
async function lookAnew(port: number, { token }: Named): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/pay/${token}`, { headers: { Accept: "text/html" } });
  await answer.text();
  if (!answer.ok) throw new Error(`a page that was told was answered ${answer.status}`);
}

/** While so many pages are open on one process and confirmations flow: how long after a wallet's answer the order's page is told that it is paid. */
export const statusPush: Measure = {
  name,
  when: "always",
  world: "shared",
  run: async (hall: Hall): Promise<Row> => {
    const product = await hall.shared();
    const watch = hall.watchOver(product);
    const shown = await openPages(product, WARM + PAGES);
    const seconds = 3 * hall.options.seconds;
    try {
      await confirmAll(product, shown.slice(0, WARM), (seconds * WARM) / PAGES);
      for (const { page } of shown.slice(0, WARM)) page.close();
      await watch?.begin();
      const measured = await confirmAll(product, shown.slice(WARM), seconds);
      await watch?.end(measured);
      const { perSecond, p50Ms, p99Ms, wrong, firstWrong } = measured;
      const says = wrong === 0 ? `${PAGES} pages, ${Math.round(perSecond)} confirmations/s` : `${wrong} of ${PAGES} went wrong, such as ${firstWrong}`;
      return { ...bare, name, perSecond, p50Ms, p99Ms, goal: `p99 < ${GOAL_MS} ms`, isMet: wrong === 0 && p99Ms !== null && p99Ms < GOAL_MS, says };
    } finally {
      for (const { page } of shown) page.close();
      await strikeErrands(product);
    }
  },
};
