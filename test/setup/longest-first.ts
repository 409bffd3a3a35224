import type { TestSpecification } from "vitest/node";
import { BaseSequencer } from "vitest/node";

/** Those that take longest, the longest first: begun last, one of them would keep everybody waiting while nothing else is left to do. */
const longest = [
  "flows/faults", "flows/kill", "doors/fuzz", "browser/pay", "flows/several", "flows/story", "browser/order", "browser/story", "bench/bench", "launch/start",
  "browser/seen-through", "browser/settings", "browser/orders", "browser/home", "engine/defects", "browser/block", "workers/redis", "browser/prices",
];

const kinds = ["whole", "database", "pure"];

/** A clone that was never tested knows no times, and Vitest would begin with the kind whose name comes first. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files);
    return others.map((file) => ({ file, rank: rankOf(file) })).toSorted((a, b) => a.rank - b.rank).map(({ file }) => file);
  }
}

function rankOf({ moduleId, project }: TestSpecification): number {
  const place = longest.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
  return place >= 0 ? place : longest.length + kinds.indexOf(project.name);
}
