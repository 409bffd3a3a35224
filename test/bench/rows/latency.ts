import { signClaim, writeClaim } from "#app/providers/tari/claim.ts";
import { realNature } from "#app/sandbox/nature.ts";
import { makePurse } from "#app/sandbox/wallet/keys.ts";
import { closedLoop, openLoop, type Measured, type Target } from "../load.ts";
import type { Product } from "../product.ts";
import { faults, isDone, isObeyed, nextOrder, orderRequests, shopify, writeOrder } from "../race.ts";
import { post, webhook } from "../requests.ts";
import { bare, type Hall, type Measure, type Row } from "../row.ts";
import { addressOf } from "../wallets.ts";

const GOAL_MS = 50;
const FLOODERS = 32;

/** The rate at which the product takes order webhooks when it is asked without a pause. */
async function mostPerSecond({ port, pool }: Product, seconds: number): Promise<number> {
  const run = (rate: number, length: number) => closedLoop({ port, isRight: isObeyed }, [orderRequests(Math.ceil(rate * length * 1.5) + 200)], length);
  const warm = await run(1_500, Math.min(1, seconds));
  await pool.query("ANALYZE");
  return (await run(Math.max(warm.perSecond, 100), seconds)).perSecond;
}

const atRate = ({ port, isRight }: Pick<Target, "port" | "isRight">, perSecond: number, seconds: number): Promise<Measured> =>
  openLoop({ port, isRight }, orderRequests(Math.ceil(perSecond * seconds)), perSecond);

/** A database server that runs for weeks writes over logs it has done with; a new one first makes room for each on the disk, while all wait. */
async function wornIn(product: Product, perSecond: number, seconds: number): Promise<void> {
  for (let checkpoints = 0; checkpoints < 2; checkpoints++) {
    await closedLoop({ port: product.port, isRight: isObeyed }, [orderRequests(Math.ceil(perSecond * seconds * 1.5) + 200)], seconds);
    await product.pool.query("CHECKPOINT");
  }
}

function row(name: string, measured: Measured, says: string): Row {
  const { perSecond, p50Ms, p99Ms } = measured;
  return { ...bare, name, perSecond, p50Ms, p99Ms, goal: `p99 < ${GOAL_MS} ms`, isMet: p99Ms !== null && p99Ms < GOAL_MS, says: `${says} ${faults([measured])}`.trim() };
}

/** How long a webhook waits while they come at half the rate the product can take, evenly, whatever the answers do; and how long it waits for the floor at that rate, which is what the disk does. */
export const halfLoad: Measure = {
  name: "order-webhook-half-load",
  when: "always",
  world: "shared",
  run: async (hall: Hall): Promise<Row> => {
    const product = await hall.shared();
    const { seconds } = hall.options;
    const most = await mostPerSecond(product, seconds);
    await wornIn(product, most, seconds);
    const measured = await atRate({ port: product.port, isRight: isObeyed }, most / 2, 3 * seconds);
    const floor = await atRate({ port: hall.stage.floor.port, isRight: isDone }, most / 2, 3 * seconds);
    return row("order-webhook-half-load", measured, `of ${Math.round(most)}/s at most; the floor at that rate: p50 ${floor.p50Ms?.toFixed(1)}, p99 ${floor.p99Ms?.toFixed(1)} ms ${faults([floor])}`);
  },
};

/** The same at a quarter of that rate, while strangers send forged webhooks and claims as fast as they are answered. */
export const flood: Measure = {
  name: "order-webhook-under-flood",
  when: "always",
  world: "shared",
  run: async (hall: Hall): Promise<Row> => {
    const product = await hall.shared();
    const { seconds } = hall.options;
    const most = await mostPerSecond(product, seconds);
    const forged = Array.from({ length: 64 * 400 * Math.ceil(seconds) }, (_, index) => (index % 2 === 0 ? forgedWebhook : forgedClaim));
    // 503: the line of strangers is full.
    const isTurnedAway = ({ status }: { readonly status: number }) => (status >= 400 && status < 500) || status === 503;
    const [measured, turnedAway] = await Promise.all([
      atRate({ port: product.port, isRight: isObeyed }, most / 4, 3 * seconds),
      closedLoop({ port: product.port, isRight: isTurnedAway, from: "127.0.0.66", connections: FLOODERS }, [forged], 3 * seconds),
    ]);
    return row("order-webhook-under-flood", measured, `beside ${Math.round(turnedAway.perSecond)} forged messages/s turned away ${faults([turnedAway])}`);
  },
};

const forgedWebhook = webhook({ ...shopify, secret: "a guess" }, "forged", writeOrder(nextOrder()));
const forgedClaim = (() => {
  const [payer, other] = [makePurse(realNature), makePurse(realNature)];
  const claim = signClaim({ address: addressOf(payer.address), text: `${shopify.shop}/1/${"0".repeat(32)}`, secret: other.secretKey });
  return post("/order/claim", JSON.stringify(writeClaim(claim)));
})();
