import type { AdminClient } from "./client.ts";
import { refusal } from "./errand.ts";
import type { Answer } from "./failure.ts";
import { cancel, readCancelState, readJob, type CancelTerms } from "./requests.ts";

/** How long we wait for Shopify's cancel job: at most `times` looks, `everyMs` apart. */
export type Polling = {
  readonly everyMs: number;
  readonly times: number;
  readonly wait: (ms: number) => Promise<unknown>;
};

export const DEFAULT_CANCEL: CancelTerms = { reason: "OTHER", restock: "yes", notifyCustomer: "no", staffNote: null };

type Cancelling = { readonly storefrontId: string; readonly terms: CancelTerms; readonly polling: Polling };

/** Orders the cancellation and waits for its job. Not ended in time is a lost reply: the order has to be read again. */
export async function sendCancel(client: AdminClient, { storefrontId, terms, polling }: Cancelling): Promise<Answer<unknown>> {
  const ordered = refusal(await client.ask(cancel(storefrontId, terms)));
  if ("failure" in ordered) {
    // Shopify also refuses while an earlier cancel, whose reply we lost, is still at work.
    if (ordered.failure.kind === "refused") await untilEnded(polling, () => isCancelled(client, storefrontId));
    return ordered;
  }
  const { job } = ordered.data;
  if (job === null || job.done) return ordered;
  const ended = await untilEnded(polling, () => isOver(client, job.id));
  return ended ? ordered : { failure: { kind: "lost", why: "Shopify's cancel job had not ended yet" } };
}

async function untilEnded({ everyMs, times, wait }: Polling, ended: () => Promise<boolean>): Promise<boolean> {
  for (let look = 0; look < times; look += 1) {
    await wait(everyMs);
    if (await ended()) return true;
  }
  return false;
}

// A job that Shopify has forgotten is over; one we could not ask about may be running.
async function isOver(client: AdminClient, jobId: string): Promise<boolean> {
  const answer = await client.ask(readJob(jobId));
  return !("failure" in answer) && (answer.data.job === null || answer.data.job.done);
}

async function isCancelled(client: AdminClient, storefrontId: string): Promise<boolean> {
  const answer = await client.ask(readCancelState(storefrontId));
  return !("failure" in answer) && (answer.data.order === null || answer.data.order.cancelledAt !== null);
}
