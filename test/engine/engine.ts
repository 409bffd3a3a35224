import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** The engine as an argument, so that a property runs on the real one and on damaged copies alike. */
export type Engine = {
  readonly flow: typeof import("#app/engine/flow.ts");
  readonly money: typeof import("#app/engine/money.ts");
  readonly quote: typeof import("#app/engine/quote.ts");
  readonly policy: typeof import("#app/engine/policy.ts");
  readonly order: typeof import("#app/engine/order.ts");
};

export async function engineIn(folder: string): Promise<Engine> {
  const load = (name: string): Promise<never> => import(/* @vite-ignore */ pathToFileURL(join(folder, `${name}.ts`)).href) as Promise<never>;
  return { flow: await load("flow"), money: await load("money"), quote: await load("quote"), policy: await load("policy"), order: await load("order") };
}

export const realEngine = (): Promise<Engine> => engineIn(join(import.meta.dirname, "../../app/engine"));

/** Refusals of a damaged copy are of its own class, so they are told by name. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && error.name === "EngineError" && "code" in error ? String(error.code) : null;
}
