import type { Answer } from "./connection.ts";
import { closedLoop, CONNECTIONS, type Lanes, type Measured, type Target } from "./load.ts";
import { median, spread } from "./numbers.ts";
import type { Product } from "./product.ts";
import { FIRST, orderWriter, webhook, type Shopify } from "./requests.ts";
import type { Hall, Row, Watch } from "./row.ts";
import { SECRET } from "./stage.ts";
import { firstShop } from "#app/sandbox/announce.ts";

/** What a row asks of the product: `most` requests ready to go, prepared outside the time that counts. */
export type Ask = {
  readonly name: string;
  readonly product: Product;
  readonly isRight: (answer: Answer) => boolean;
  readonly prepare: (most: number) => Promise<Lanes>;
  /** After each round: what is left over must not weigh on the next. */
  readonly after?: (measured: Measured) => Promise<void>;
  readonly goal: number | null;
  /** Per second; only the warm-up goes by it. */
  readonly guess: number;
};

export const isDone = ({ status }: Answer): boolean => status === 200;
export const isAgreed = ({ status, body }: Answer): boolean => status === 200 && body.includes(`"success":true`);
export const isObeyed = ({ status, body }: Answer): boolean => status === 200 && !body.includes("refused") && !body.includes("unreadable");

export const shopify: Shopify = { shop: firstShop.domain, secret: SECRET };
export const writeOrder = orderWriter(firstShop.methodName);

// Numbers of orders and events are never used twice in a run.
let lastOrder = FIRST;
export const nextOrder = (): number => ++lastOrder;

export const orderRequests = (most: number): readonly Uint8Array[] =>
  Array.from({ length: most }, () => {
    const number = nextOrder();
    return webhook(shopify, `bench-${number}`, writeOrder(number));
  });

// Until the engine has compiled what is hot; a server runs for weeks.
const WARM_SECONDS = 4;

/** A target and how much it is known to swallow, so that enough is prepared and not much more. */
function runner({ port, isRight }: Target, prepare: Ask["prepare"], firstGuess: number, watch: Watch | null) {
  let rate = firstGuess;
  return async (seconds: number): Promise<Measured> => {
    const lanes = await prepare(Math.ceil(rate * seconds * 1.5) + CONNECTIONS);
    await watch?.begin();
    const measured = await closedLoop({ port, isRight }, lanes, seconds);
    await watch?.end(measured);
    rate = Math.max(measured.perSecond, 100);
    return measured;
  };
}

export type Rounds = { readonly floor: readonly Measured[]; readonly product: readonly Measured[] };

/** Floor and product in turn, round by round, so that a machine that grows slower or faster does so for both. */
export async function race(hall: Hall, ask: Ask): Promise<Rounds> {
  const { seconds, rounds } = hall.options;
  const floor = runner({ port: hall.stage.floor.port, isRight: isDone }, (most) => Promise.resolve([orderRequests(most)]), 3_000, hall.watchFloor(ask.product));
  const product = runner({ port: ask.product.port, isRight: ask.isRight }, ask.prepare, ask.guess, hall.watchOver(ask.product));
  const warmUp = Math.min(WARM_SECONDS, 2 * seconds);
  await floor(warmUp);
  const warm = await product(warmUp);
  await ask.after?.(warm);
  // Autovacuum does so within a minute of any change of size; until then plans made for empty tables are in use.
  await ask.product.pool.query("ANALYZE");
  const ran: { floor: Measured; product: Measured }[] = [];
  for (let round = 0; round < rounds; round++) {
    ran.push({ floor: await floor(seconds), product: await product(seconds) });
    const last = ran.at(-1);
    if (!last) continue;
    await ask.after?.(last.product);
    hall.say(`${ask.name}, round ${round + 1}: floor ${Math.round(last.floor.perSecond)}/s, product ${Math.round(last.product.perSecond)}/s`);
  }
  return { floor: ran.map((each) => each.floor), product: ran.map((each) => each.product) };
}

export async function raceRow(hall: Hall, ask: Ask): Promise<Row> {
  const rounds = await race(hall, ask);
  const ratios = rounds.product.map(({ perSecond }, index) => perSecond / (rounds.floor[index]?.perSecond ?? Number.NaN));
  const ratio = median(ratios);
  return {
    name: ask.name,
    ...summed(rounds.product),
    ratio,
    goal: ask.goal === null ? null : `≥ ${ask.goal * 100} % of the floor`,
    isMet: ask.goal === null || ratio === null ? null : ratio >= ask.goal,
    says: faults(rounds.product),
  };
}

/** Rates by the median of rounds, times over all of them. */
export function summed(rounds: readonly Measured[]): Pick<Row, "perSecond" | "p50Ms" | "p99Ms" | "spread"> {
  const rates = rounds.map(({ perSecond }) => perSecond);
  const middle = (of: (measured: Measured) => number | null) => median(rounds.flatMap((each) => of(each) ?? []));
  return { perSecond: median(rates), p50Ms: middle(({ p50Ms }) => p50Ms), p99Ms: middle(({ p99Ms }) => p99Ms), spread: spread(rates) };
}

/** A speed at which the answers are wrong is none, so it is told. */
export function faults(rounds: readonly Measured[]): string {
  const wrong = rounds.reduce((sum, each) => sum + each.wrong, 0);
  return wrong === 0 ? "" : `${wrong} wrong answers, such as ${rounds.find(({ firstWrong }) => firstWrong)?.firstWrong}`;
}
