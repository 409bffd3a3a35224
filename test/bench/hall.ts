import type { Options } from "./options.ts";
import { openProduct, type Product } from "./product.ts";
import { watchCpu, watchOver } from "./profile.ts";
import type { Hall, Measure, Row, Watch } from "./row.ts";
import type { Stage } from "./stage.ts";

type Print = (line: string) => void;

/** Runs the measures one after the other and closes each world when the next one begins. */
export async function runAll(stage: Stage, options: Options, measures: readonly Measure[], { say, print }: { readonly say: Print; readonly print: Print }): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let world: Measure["world"] = "none";
  let hall = hallOf(stage, options, { say, print });
  for (const measure of measures) {
    if (measure.world !== world && measure.world !== "none") {
      await hall.close();
      hall = hallOf(stage, options, { say, print });
      world = measure.world;
    }
    rows.push(await measure.run(hall));
  }
  await hall.close();
  return rows;
}

function hallOf(stage: Stage, options: Options, { say, print }: { readonly say: Print; readonly print: Print }): Hall & { readonly close: () => Promise<void> } {
  const opened = new Map<string, Promise<Product>>();
  const open = async (prepare: (product: Product) => Promise<void>) => {
    const product = await openProduct(stage);
    stage.onClose(product.close);
    await prepare(product);
    return product;
  };
  const own: Hall["own"] = (name, prepare) => {
    const product = opened.get(name) ?? open(prepare);
    opened.set(name, product);
    return product;
  };
  return {
    stage,
    options,
    say,
    own,
    shared: () => own("shared", () => Promise.resolve()),
    watchFloor: ({ pool }) => (options.watch === "nothing" ? null : watchCpu({ floor: stage.floor.child }, pool, print)),
    watchOver: (product) => watcher(product, stage, options, print),
    close: async () => {
      for (const product of opened.values()) await (await product).close();
    },
  };
}

function watcher(product: Product, { folder }: Stage, { watch }: Options, print: Print): Watch | null {
  const { web, worker, sandbox, pool } = product;
  switch (watch) {
    case "nothing":
      return null;
    case "cpu":
      return watchCpu({ web, worker, sandbox }, pool, print);
    case "all":
      return watchOver(product, folder, print);
  }
}
