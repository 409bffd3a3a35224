import type { Lanes, Measured } from "../load.ts";
import { closedLoop } from "../load.ts";
import { median } from "../numbers.ts";
import { settleDown, writeOldOrders } from "../old.ts";
import type { Product } from "../product.ts";
import { faults, isAgreed, isObeyed, orderRequests, summed } from "../race.ts";
import { bare, type Hall, type Measure, type Row } from "../row.ts";
import { readyToSettle, strikeErrands } from "./payments.ts";

const MOST = 1.2;

type Contest = {
  readonly name: string;
  readonly isRight: typeof isObeyed;
  readonly prepare: (product: Product, most: number) => Promise<Lanes>;
  readonly guess: number;
};

/** The same product twice, on an empty database and on one with a long past, asked in turn. */
async function contest(hall: Hall, { name, isRight, prepare, guess }: Contest): Promise<Row> {
  const { seconds, rounds, old } = hall.options;
  const young = await hall.own("young", (product) => settleDown(product.pool));
  const aged = await hall.own("aged", (product) => writeOldOrders(product.pool, product.shop, old));
  let rate = guess;
  const run = async (product: Product, length: number): Promise<Measured> => {
    const measured = await closedLoop({ port: product.port, isRight }, await prepare(product, Math.ceil(rate * length * 1.5) + 200), length);
    await strikeErrands(product);
    rate = Math.max(measured.perSecond, 100);
    return measured;
  };
  for (const product of [young, aged]) {
    await run(product, Math.min(1, seconds));
    await product.pool.query("ANALYZE");
  }
  const ran: { readonly young: Measured; readonly aged: Measured }[] = [];
  for (let round = 0; round < rounds; round++) ran.push({ young: await run(young, seconds), aged: await run(aged, seconds) });
  const costs = ran.map((each) => each.young.perSecond / each.aged.perSecond);
  const cost = median(costs);
  hall.say(`${name}: each costs ${costs.map((each) => each.toFixed(2)).join(", ")} times what it costs on an empty database`);
  return {
    ...bare,
    name,
    ...summed(ran.map((each) => each.aged)),
    goal: `≤ ${MOST} × the cost on an empty database`,
    isMet: cost === null ? null : cost <= MOST,
    says: `${cost?.toFixed(2)} × with ${old.toLocaleString("en")} old orders ${faults(ran.map((each) => each.aged))}`.trim(),
  };
}

export const orderWebhookOld: Measure = {
  name: "order-webhook-1m-old",
  when: "full",
  world: "aged",
  run: (hall) => contest(hall, { name: "order-webhook-1m-old", isRight: isObeyed, prepare: (_, most) => Promise.resolve([orderRequests(most)]), guess: 1_500 }),
};

export const settlingOld: Measure = {
  name: "settling-1m-old",
  when: "full",
  world: "aged",
  run: (hall) => contest(hall, { name: "settling-1m-old", isRight: isAgreed, prepare: readyToSettle, guess: 300 }),
};
