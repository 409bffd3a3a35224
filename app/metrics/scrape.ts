import { collectDefaultMetrics, Gauge } from "prom-client";
import type { Metrics } from "./metrics.ts";

export type PoolUse = { readonly totalCount: number; readonly idleCount: number; readonly waitingCount: number };

/** Adds what Node knows of the process itself: memory, processor, event-loop lag, garbage collection; and the pool. */
export function watchProcess({ registry }: Metrics, pool: PoolUse): void {
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: "tallystick_database_connections",
    help: "Connections of this process to the database, by what they do; waiting are requests without one.",
    labelNames: ["state"],
    registers: [registry],
    collect() {
      this.set({ state: "busy" }, pool.totalCount - pool.idleCount);
      this.set({ state: "idle" }, pool.idleCount);
      this.set({ state: "waiting" }, pool.waitingCount);
    },
  });
}
