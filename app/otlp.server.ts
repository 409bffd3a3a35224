import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { type Context, ROOT_CONTEXT, SpanStatusCode, trace as api } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import type { Tracing } from "./traces.server.ts";

/** How long a process that stops waits for a collector. */
const LAST_SPANS_MS = 3000;

/** Sends spans to a collector, in batches, in the background. A collector that is away costs spans, never an answer. */
export function sendTraces({ url, role }: { readonly url: string; readonly role: string }): Tracing {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": "tallystick", "service.instance.id": `${role}-${process.pid}` }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url }) })],
  });
  const tracer = provider.getTracer("tallystick");
  const here = new AsyncLocalStorage<Context>();
  return {
    trace: async (name, facts, work) => {
      const parent = here.getStore() ?? ROOT_CONTEXT;
      const span = tracer.startSpan(name, { attributes: facts }, parent);
      try {
        return await here.run(api.setSpan(parent, span), work, { name: (said) => void span.updateName(said), set: (more) => void span.setAttributes(more) });
      } catch (error) {
        // The kind of error only: its words may quote what a person wrote.
        span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : "unknown" });
        throw error;
      } finally {
        span.end();
      }
    },
    // The last spans are worth a moment, and no failure: the work they tell of is done.
    close: () => Promise.race([provider.shutdown().catch(() => undefined), wait(LAST_SPANS_MS, undefined, { ref: false })]),
  };
}
