import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { inRoot } from "#app/launch/root.ts";
import { confirm, DUE, openDoors, openShop, place, purse, referenceFor, report } from "./world.ts";

type Dashboard = { readonly panels: readonly { readonly id: number; readonly title: string; readonly targets?: readonly { readonly expr: string }[] }[] };

const dashboard = JSON.parse(readFileSync(inRoot("deploy/grafana/tallystick.json"), "utf8")) as Dashboard;
const rules = readFileSync(inRoot("deploy/prometheus/tallystick.rules.yml"), "utf8");
const shown = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
const alerting = [...rules.matchAll(/^ +expr: (.+)$/gm)].map(([, expr = ""]) => expr);

const namesIn = (expr: string): readonly string[] => expr.match(/\b(?:tallystick|nodejs|process)_\w+/g) ?? [];
const labelsIn = (expr: string): readonly string[] => [...expr.matchAll(/(?:by|on) \(([^)]+)\)|\{(\w+)[=!]/g)].flatMap(([, by = "", only = ""]) => [...by.split(",").map((label) => label.trim()), only]).filter((label) => label !== "" && !["le", "instance", "job"].includes(label));

async function scrape(): Promise<string> {
  const shop = await openShop(await openDoors());
  const order = await place(shop, "5001");
  await report(shop, "tx-1", { from: purse("ann"), units: DUE, memo: referenceFor(shop, order) });
  await confirm(shop, "tx-1");
  shop.context.metrics.budgetSeen(shop.id, { available: 1, maximum: 2, restoredPerSecond: 3 });
  shop.context.metrics.errandEnded({ target: "storefront.mark-paid", end: "sent", seconds: 1 });
  shop.context.metrics.errandPutOff({ target: "storefront.mark-paid", failure: "network" });
  shop.context.metrics.shopifyAsked({ operation: "Any", end: "answered", seconds: 1 });
  return (await shop.context.scrape()).text;
}

test("every metric and label that the dashboard shows or an alert waits for is in a real scrape", async () => {
  const text = await scrape();
  expect(shown.length).toBeGreaterThan(25);
  expect(alerting.length).toBeGreaterThan(10);
  const lines = text.split("\n").filter((line) => !line.startsWith("#"));
  const missing = [...new Set([...shown, ...alerting].flatMap(namesIn))].filter((name) => !lines.some((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `)));
  expect(missing).toEqual([]);
  const labels = [...new Set([...shown, ...alerting].flatMap(labelsIn))];
  expect(labels.filter((label) => !text.includes(`${label}="`))).toEqual([]);
  expect(labels.length).toBeGreaterThan(8);
});

test("every metric of ours is on the dashboard or in an alert, so that nothing is counted for nobody", async () => {
  const names = [...(await scrape()).matchAll(/^# TYPE (tallystick_\w+)/gm)].map(([, name = ""]) => name);
  const used = [...shown, ...alerting].join(" ");
  const besides = ["tallystick_shops", "tallystick_shopify_budget_restored_points_per_second"];
  expect(names.filter((name) => !used.includes(name) && !besides.includes(name))).toEqual([]);
  expect(names.length).toBeGreaterThan(20);
});

test("panels have ids of their own", () => {
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
});
