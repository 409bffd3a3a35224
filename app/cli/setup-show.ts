import { parseArgs } from "node:util";
import type { Context } from "#app/context.server.ts";
import { printDecimal, symbolOf } from "#app/engine/money.ts";
import { DEFAULT_POLICY, type Policy } from "#app/engine/policy.ts";
import { currentRates } from "#app/store/rates.ts";
import { listShops, type Shop } from "#app/store/shops.ts";
import { activeWallets } from "#app/store/wallets.ts";
import type { Desk } from "./commands.ts";
import { shopMeant } from "./setup-which.ts";

export async function setupShow({ context, args, say }: Desk): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { shop: { type: "string" } } });
  const shops = values.shop === undefined ? await listShops(context.db.pool) : [await shopMeant(context, values.shop)];
  if (shops.length === 0) say("There is no shop yet: `npm run tally -- setup shop <domain>` installs one.");
  for (const shop of shops) for (const line of await linesOf(context, shop)) say(line);
}

async function linesOf({ db }: Context, shop: Shop): Promise<readonly string[]> {
  const [rates, wallets] = await Promise.all([currentRates(db.pool, shop.id), activeWallets(db.pool, shop.id)]);
  return [
    `${shop.id}${shop.servesRoot ? "  (serves the root)" : ""}`,
    `  payment method   ${shop.methodName ?? "– not named yet: --method"}`,
    `  time zone        ${shop.timeZone}`,
    `  webhook secret   ${shop.secret === null ? "the app's" : "the app's, and one of its own"}`,
    ...Object.entries(shop.policy).filter(([name, value]) => print(value) !== print(DEFAULT_POLICY[name as keyof Policy])).map(([name, value]) => `  ${name.padEnd(16)} ${print(value)}`),
    ...rates.map(({ currency, perUnit, source, asOf }) => `  rate             1 ${currency} = ${printDecimal(perUnit)} ${symbolOf(shop.asset)} (${source}, ${asOf.toISOString()})`),
    ...(rates.length === 0 ? ["  rate             – none yet: orders wait until one is set"] : []),
    ...wallets.map(({ address, allowList, lastHeardAt }) => `  wallet           ${address} from ${allowList.join(", ") || "nowhere"}, ${lastHeardAt ? `last heard ${lastHeardAt.toISOString()}` : "never heard"}`),
    ...(wallets.length === 0 ? ["  wallet           – none yet: nobody can report a payment"] : []),
  ];
}

function print(value: Policy[keyof Policy]): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === "bigint" ? part.toString() : part));
}
