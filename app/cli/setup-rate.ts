import { parseArgs } from "node:util";
import { setRate } from "#app/commands/set-up.ts";
import { rateIn } from "./quantities.ts";
import type { Desk } from "./commands.ts";
import { shopMeant } from "./setup-which.ts";
import { only } from "./usage.ts";

export async function setupRate({ context, args, say }: Desk): Promise<void> {
  const { values, positionals } = parseArgs({ args: [...args], options: { shop: { type: "string" }, source: { type: "string" } }, allowPositionals: true });
  const { currency, perUnit } = rateIn(only(positionals, "the rate, such as USD=30"));
  const shop = await shopMeant(context, values.shop);
  const { priced } = await setRate(context, shop.id, { currency, perUnit, source: values.source ?? "operator", asOf: context.clock() }, "operator");
  say(`A new rate for ${currency} counts at ${shop.id} from now on${priced > 0 ? `; ${priced} waiting orders were priced` : ""}.`);
}
