/** A piece of work under way, as a trace shows it. */
export type Span = { readonly name: (name: string) => void; readonly set: (facts: Facts) => void };

/** Ids, operations, outcomes; never what a person wrote, and nothing secret. */
export type Facts = Readonly<Record<string, string | number | boolean | undefined>>;

/** Does the work, as one span of a trace; what it does in turn becomes its children. What it throws passes through. */
export type Trace = <T>(name: string, facts: Facts, work: (span: Span) => Promise<T>) => Promise<T>;

export type Tracing = { readonly trace: Trace; readonly close: () => Promise<void> };

const unseen: Span = { name: () => undefined, set: () => undefined };

/** No traces are wanted: the work is done, and nothing else. */
export const untraced: Trace = (_name, _facts, work) => work(unseen);

/** Traces for this process. Their packages are loaded only where OTEL_EXPORTER_OTLP_ENDPOINT names a collector. */
export async function openTracing({ tracesTo, role }: { readonly tracesTo: string | null; readonly role: string }): Promise<Tracing> {
  if (tracesTo === null) return { trace: untraced, close: () => Promise.resolve() };
  return (await import("./otlp.server.ts")).sendTraces({ url: `${tracesTo}/v1/traces`, role });
}
