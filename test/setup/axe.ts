import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import type { Frame, Page } from "playwright-core";

/** A rule that the page breaks, how gravely, and where. */
export type Violation = { readonly id: string; readonly impact: string; readonly places: readonly string[] };

const beside = createRequire(createRequire(import.meta.url).resolve("@axe-core/playwright"));
const source = readFileSync(beside.resolve("axe-core/axe.min.js"), "utf8");

/**
 * What somebody who sees, hears or moves otherwise would stumble over in this page or frame, but not in the frames inside it.
 * The package for Playwright would look into each of those, and open a page of its own for every answer: seconds at a time.
 */
export async function violationsIn(page: Page | Frame, withoutRules: readonly string[] = []): Promise<readonly Violation[]> {
  // Sending and reading it takes longer than all that it is asked here.
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(`(() => { ${source} })()`);
  const options = { resultTypes: ["violations"], iframes: false, rules: Object.fromEntries(withoutRules.map((rule) => [rule, { enabled: false }])) };
  return page.evaluate<readonly Violation[]>(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations.map(({ id, impact, nodes }) => ({ id, impact: String(impact), places: nodes.map(({ html }) => html) })))`,
  );
}
