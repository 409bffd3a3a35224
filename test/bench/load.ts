import { setTimeout as wait } from "node:timers/promises";
import { type Answer, type Connection, openConnection } from "./connection.ts";
import { quantile } from "./numbers.ts";

/** What was asked and how it went. Latencies in ms; `wrong` are answers the row did not want, `firstWrong` one of them. */
export type Measured = {
  readonly count: number;
  readonly perSecond: number;
  readonly latencies: readonly number[];
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly wrong: number;
  readonly firstWrong: string | null;
};

/** Requests ready to be written. Each lane goes in its own order, as each wallet counts its own nonces. */
export type Lanes = readonly (readonly Uint8Array[])[];

export type Target = {
  readonly port: number;
  readonly isRight: (answer: Answer) => boolean;
  /** The address it comes from, of this machine's many. */
  readonly from?: string;
  readonly connections?: number;
};

export const CONNECTIONS = 128;

/** As fast as it is answered: every connection asks again as soon as it has its answer. Ends when the time is up, or with the first or the last lane that is empty. */
export async function closedLoop(target: Target, lanes: Lanes, seconds: number, endsWith: "first" | "last" = "first"): Promise<Measured> {
  const { isRight, connections: count = CONNECTIONS } = target;
  const connections = await openAll(target, count);
  const score = scoring(isRight);
  const queues = lanes.map((lane) => lane.values());
  const began = performance.now();
  let over = began + seconds * 1_000;
  const work = async (connection: Connection, lane: number) => {
    while (performance.now() < over) {
      const request = queues[lane]?.next().value;
      if (!request) {
        if (endsWith === "first") over = Math.min(over, performance.now());
        return;
      }
      const asked = performance.now();
      score.add(await connection.ask(request), performance.now() - asked);
    }
  };
  await settleAll(connections.map((connection, index) => work(connection, index % lanes.length)), connections);
  // Up to the last answer: what was asked in time and answered late is neither lost nor free.
  return score.result((performance.now() - began) / 1_000);
}

/** At a fixed rate, whatever the answers do: a stall counts for every request that should have been sent during it. */
export async function openLoop(target: Target, requests: readonly Uint8Array[], perSecond: number): Promise<Measured> {
  const all = await openAll(target, 4 * CONNECTIONS);
  const idle = [...all];
  const score = scoring(target.isRight);
  const queued: { readonly request: Uint8Array; readonly due: number }[] = [];
  const asked: Promise<void>[] = [];
  const began = performance.now();
  const send = async (connection: Connection): Promise<void> => {
    for (let job = queued.shift(); job; job = queued.shift()) score.add(await connection.ask(job.request), performance.now() - job.due);
    idle.push(connection);
  };
  for (const [index, request] of requests.entries()) {
    const due = began + (index * 1_000) / perSecond;
    const early = due - performance.now();
    if (early > 0) await wait(Math.max(1, Math.floor(early)));
    queued.push({ request, due });
    // In turn, so that none idles until the server closes it.
    const connection = idle.shift();
    if (connection) asked.push(send(connection));
  }
  await settleAll(asked, all);
  return score.result((performance.now() - began) / 1_000);
}

function openAll({ port, from }: Target, count: number): Promise<readonly Connection[]> {
  return Promise.all(Array.from({ length: count }, () => openConnection(port, from)));
}

async function settleAll(work: readonly Promise<void>[], connections: readonly Connection[]): Promise<void> {
  try {
    await Promise.all(work);
  } finally {
    for (const connection of connections) connection.close();
  }
}

function scoring(isRight: Target["isRight"]) {
  const latencies: number[] = [];
  let wrong = 0;
  let firstWrong: string | null = null;
  return {
    add: (answer: Answer, ms: number) => {
      latencies.push(ms);
      if (isRight(answer)) return;
      wrong += 1;
      firstWrong ??= `${answer.status} ${answer.body.slice(0, 300)}`;
    },
    result: (seconds: number): Measured => ({
      count: latencies.length,
      perSecond: latencies.length / seconds,
      latencies,
      p50Ms: quantile(latencies, 0.5),
      p99Ms: quantile(latencies, 0.99),
      wrong,
      firstWrong,
    }),
  };
}
