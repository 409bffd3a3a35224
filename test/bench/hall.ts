import type { Options } from "./options.ts";
import { openProduct, type Product } from "./product.ts";
import { watchCpu, watchOver } from "./profile.ts";
import type { Hall, Measure, Row } from "./row.ts";
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
  const isWatching = options.profile !== null;
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
    watchFloor: ({ pool }) => (isWatching ? watchCpu({ floor: stage.floor.child }, pool, print) : null),
    watchOver: (product) => (isWatching ? watchOver(product, stage.folder, print) : null),
    close: async () => {
      for (const product of opened.values()) await (await product).close();
    },
  };
}
