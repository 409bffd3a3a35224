import type { ShopId } from "#app/engine/ids.ts";
import { decideAlone } from "./alone.ts";
import type { Decision } from "./command.ts";
import { thingsOf, type Member } from "./member.ts";
import { decideTogether, type Ended } from "./together.ts";
import type { Bench } from "./transact.ts";

/** Where messages of a shop wait for each other. What it holds is of this process and lost with it: nobody was answered yet. */
export type Gathering = { readonly decide: (bench: Bench, member: Member) => Promise<Decision> };

type Waiting = { readonly bench: Bench; readonly member: Member; readonly resolve: (decision: Decision) => void; readonly reject: (reason: unknown) => void };

type Queue = { waiting: Waiting[]; underWay: number };

const MOST = 64;
/** Another batch goes beside the first once it is worth it: then one is decided here while the database saves the others. */
const ABREAST = 3;
const WORTHWHILE = 32;

/**
 * What arrives while others are being saved waits and shares the next transaction, so that a commit carries more the
 * busier it is; what arrives alone goes at once. Each is answered only when it is durable.
 */
export function openGathering(): Gathering {
  const queues = new Map<ShopId, Queue>();

  const go = (shop: ShopId, queue: Queue): void => {
    while (queue.underWay < ABREAST && queue.waiting.length >= (queue.underWay === 0 ? 1 : WORTHWHILE)) {
      const batch = takeApart(queue);
      queue.underWay += 1;
      void decideBatch(batch, queue).finally(() => {
        queue.underWay -= 1;
        setImmediate(go, shop, queue);
      });
    }
    if (queue.underWay === 0 && queue.waiting.length === 0) queues.delete(shop);
  };

  return {
    decide: (bench, member) =>
      new Promise((resolve, reject) => {
        const { shop } = member.asked;
        const queue = queues.get(shop) ?? { waiting: [], underWay: 0 };
        queue.waiting.push({ bench, member, resolve, reject });
        if (queues.has(shop)) return go(shop, queue);
        queues.set(shop, queue);
        // What the same turn of the event loop brings goes along.
        setImmediate(go, shop, queue);
      }),
  };
}

/** As many as go together: of two that name the same, the second waits for the first to be saved. */
function takeApart(queue: Queue): readonly Waiting[] {
  const named = new Set<string>();
  const batch: Waiting[] = [];
  const left: Waiting[] = [];
  for (const each of queue.waiting) {
    const things = thingsOf(each.member);
    const isApart = batch.length < MOST && !things.some((thing) => named.has(thing));
    if (isApart) things.forEach((thing) => named.add(thing));
    (isApart ? batch : left).push(each);
  }
  queue.waiting = left;
  return batch;
}

async function decideBatch(batch: readonly Waiting[], queue: Queue): Promise<void> {
  const [first, ...others] = batch;
  if (!first) return;
  if (others.length === 0) return alone(first);
  try {
    const ended = await decideTogether(first.bench, batch.map(({ member }) => member));
    await Promise.all(batch.map((each, index) => conclude(each, ended[index], queue)));
  } catch (error) {
    batch.forEach(({ reject }) => reject(error));
  }
}

async function conclude(each: Waiting, ended: Ended | undefined, queue: Queue): Promise<void> {
  if (!ended) return each.reject(new Error("every message of a batch ends"));
  if ("decision" in ended) return each.resolve(ended.decision);
  if ("refused" in ended) return each.reject(ended.refused);
  if (ended.again === "next") return void queue.waiting.unshift(each);
  return alone(each);
}

async function alone({ bench, member, resolve, reject }: Waiting): Promise<void> {
  await decideAlone(bench, member).then(resolve, reject);
}
