import type { AdminClient } from "./client.ts";
import { refusal } from "./errand.ts";
import type { Answer } from "./failure.ts";
import { cancel, readJob, type CancelTerms } from "./requests.ts";

/** How long we wait for Shopify's cancel job: at most `times` looks, `everyMs` apart. */
export type Polling = {
  readonly everyMs: number;
  readonly times: number;
  readonly wait: (ms: number) => Promise<void>;
};

export const DEFAULT_CANCEL: CancelTerms = { reason: "OTHER", restock: "yes", notifyCustomer: "no", staffNote: null };

/** Orders the cancellation and waits for its job. Not ended in time is a lost reply: the order has to be read again. */
export async function sendCancel(
  client: AdminClient,
  { storefrontId, terms, polling }: { readonly storefrontId: string; readonly terms: CancelTerms; readonly polling: Polling },
): Promise<Answer<unknown>> {
  const ordered = refusal(await client.ask(cancel(storefrontId, terms)));
  if ("failure" in ordered || ordered.data.job === null || ordered.data.job.done) return ordered;
  return jobEnd(client, ordered.data.job.id, polling);
}

async function jobEnd(client: AdminClient, jobId: string, { everyMs, times, wait }: Polling): Promise<Answer<unknown>> {
  for (let look = 0; look < times; look += 1) {
    await wait(everyMs);
    const answer = await client.ask(readJob(jobId));
    // A job that Shopify has forgotten is over.
    if (!("failure" in answer) && (answer.data.job === null || answer.data.job.done)) return answer;
    if ("failure" in answer && answer.failure.kind === "throttled") await wait(answer.failure.retryInMs);
  }
  return { failure: { kind: "lost", why: "Shopify's cancel job had not ended yet" } };
}
