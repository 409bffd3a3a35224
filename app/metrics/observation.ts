import type { Pool } from "pg";
import type { Observe } from "#app/commands/transact.ts";
import { EngineError } from "#app/engine/error.ts";
import { createReadiness, type Readiness } from "#app/readiness.server.ts";
import { missingMigrations } from "#app/store/migrations.ts";
import type { Paces } from "#app/storefront/pace.ts";
import type { Storefront } from "#app/storefront/storefront.ts";
import type { Request } from "#app/storefront/wire.ts";
import type { Trace } from "#app/traces.server.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { pulseGauges } from "./pulse.ts";
import { watchProcess } from "./scrape.ts";

/** What a process shows of itself to whoever watches it. */
export type Observation = {
  readonly metrics: Metrics;
  readonly trace: Trace;
  readonly readiness: Readiness;
  /** Told of every decision: each command finds it on its bench. */
  readonly observe: Observe;
  /** The metrics as Prometheus reads them: this process's own, and what the database knows for all. */
  readonly scrape: () => Promise<{ readonly text: string; readonly type: string }>;
};

type Source = { readonly pool: Pool; readonly clock: () => Date; readonly trace: Trace };

export function openObservation({ pool, clock, trace }: Source): Observation {
  const metrics = createMetrics();
  const readiness = createReadiness();
  readiness.needs("database", async () => (await pool.query("SELECT 1")).rowCount === 1);
  readiness.needs("migrations", async () => (await missingMigrations(pool)).length === 0);
  const { refresh } = pulseGauges({ db: pool, clock, registry: metrics.registry });
  let isWatched = false;
  const scrape = async () => {
    // Who is never asked measures nothing of Node's own.
    if (!isWatched) watchProcess(metrics, pool);
    isWatched = true;
    await refresh();
    return { text: await metrics.registry.metrics(), type: metrics.registry.contentType };
  };
  return { metrics, trace, readiness, observe: observing(metrics, trace), scrape };
}

function observing(metrics: Metrics, trace: Trace): Observe {
  return async (command, shop, decide) => {
    const began = performance.now();
    const told = { ordersPaid: 0 };
    const end = (how: "decided" | "refused" | "failed") => metrics.decided({ command, end: how, ordersPaid: told.ordersPaid, seconds: (performance.now() - began) / 1000 });
    try {
      const answer = await trace(`command ${command}`, { "tallystick.shop": shop }, (span) =>
        decide(({ events, touched }) => {
          told.ordersPaid = events.filter(({ type }) => type === "order.paid").length;
          span.set({ "tallystick.order": [...touched.orders][0], "tallystick.payment": [...touched.payments][0] });
        }),
      );
      end("decided");
      return answer;
    } catch (error) {
      end(error instanceof EngineError ? "refused" : "failed");
      throw error;
    }
  };
}

/** Each question to a shop timed, and part of the trace it belongs to. */
export function observedStorefront(storefront: Storefront, { metrics, trace, paces }: Pick<Observation, "metrics" | "trace"> & { readonly paces: Pick<Paces, "of"> }): Storefront {
  return (shop) => {
    const client = storefront(shop);
    return {
      ...client,
      ask: (request) =>
        trace("shopify", { "tallystick.shop": shop, "tallystick.does": request.does }, async (span) => {
          const began = performance.now();
          const operation = nameOf(request);
          span.name(`shopify ${operation}`);
          const answer = await client.ask(request);
          const end = "failure" in answer ? answer.failure.kind : "answered";
          span.set({ "tallystick.end": end });
          metrics.shopifyAsked({ operation, end, seconds: (performance.now() - began) / 1000 });
          const { budget } = paces.of(shop).standing();
          if (budget) metrics.budgetSeen(shop, budget);
          return answer;
        }),
    };
  };
}

const nameOf = ({ document }: Request<unknown>): string => /\b(?:query|mutation)\s+(\w+)/.exec(document)?.[1] ?? "unnamed";
