import { describe, test } from "vitest";
import { realEngine } from "./engine.ts";
import { rules } from "./rules/all.ts";

const engine = await realEngine();

for (const [area, table] of Object.entries(rules)) {
  describe(area, () => {
    test.each(Object.entries(table))("%s", (_, holds) => holds(engine));
  });
}
