import { Hono } from "hono";
import { z } from "zod";
import type { ShopControls } from "../control/controls.ts";
import { noFaults, someFaults } from "../faults/fault.ts";
import { someSwitches } from "../world.ts";
import { faultsPage } from "./faults-page.ts";

const form = z.record(z.string(), z.string());

/** The fields of one kind, `chance.slow` and its like, as numbers by name. */
const numbersOf = (fields: Readonly<Record<string, string>>, kind: string, toNumber: (text: string) => number): Record<string, number> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => name.startsWith(`${kind}.`)).map(([name, text]) => [name.slice(kind.length + 1), toNumber(text)]));

const acts: Readonly<Record<string, (shop: ShopControls) => unknown>> = {
  calm: (shop) => {
    shop.setFaults({ chances: noFaults().chances });
    shop.setSwitches({ costBudget: "untouched" });
  },
  hold: (shop) => shop.setSwitches({ hold: true }),
  release: (shop) => letGo(shop, "as written"),
  reverse: (shop) => letGo(shop, "reversed"),
  uninstall: (shop) => shop.uninstall(),
  reinstall: (shop) => shop.reinstall(),
};

function letGo(shop: ShopControls, order: "as written" | "reversed"): void {
  shop.setSwitches({ hold: false });
  shop.release(order);
}

export function faultsRoutes(shopIn: (domain: string | undefined) => ShopControls): Hono {
  const routes = new Hono();
  routes.get("/", (c) => c.html(faultsPage(shopIn(c.req.query("shop")))));
  routes.post("/", async (c) => {
    const fields = form.parse(await c.req.parseBody());
    const shop = shopIn(fields["shop"]);
    shop.setFaults(someFaults.parse({ chances: numbersOf(fields, "chance", (percent) => Number(percent) / 100), measures: numbersOf(fields, "measure", Number) }));
    const { costBudget, restoreRate } = fields;
    shop.setSwitches(someSwitches.parse({ costBudget, restoreRate: Number(restoreRate) }));
    return c.redirect(`/admin/faults?shop=${shop.state.domain}`, 303);
  });
  routes.post(`/:act{${Object.keys(acts).join("|")}}`, async (c) => {
    const { shop: domain } = form.parse(await c.req.parseBody());
    const shop = shopIn(domain);
    acts[c.req.param("act")]?.(shop);
    return c.redirect(`/admin/faults?shop=${shop.state.domain}`, 303);
  });
  return routes;
}
