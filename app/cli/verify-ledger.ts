import { parseArgs } from "node:util";
import type { Context } from "#app/context.server.ts";
import { EngineError } from "#app/engine/error.ts";
import { shopId } from "#app/engine/ids.ts";
import { printMoney } from "#app/engine/money.ts";
import { shopsOf } from "#app/store/backup/tables.ts";
import { type Sums } from "#app/store/verify-sums.ts";
import { verify, type Verdict } from "#app/store/verify.ts";
import type { Desk } from "./commands.ts";
import { domainIn } from "./setup-which.ts";

type Report = Verdict & { readonly shop: string };

/** Verifies every shop, those that uninstalled the app included: the ledger outlives the installation. */
export async function verifyLedger({ context, args, say }: Desk): Promise<void | "bad"> {
  const { values } = parseArgs({ args: [...args], options: { shop: { type: "string" }, json: { type: "boolean" } } });
  const reports: Report[] = [];
  for (const shop of await shopsMeant(context, values.shop)) reports.push({ shop, ...(await verify(context.db.pool, shopId(shop))) });
  if (values.json) say(JSON.stringify(reports, (_key, value: unknown) => (typeof value === "bigint" ? value.toString() : value), 2));
  else for (const report of reports) for (const line of linesOf(report)) say(line);
  if (reports.some(({ faults }) => faults.length > 0)) return "bad";
}

async function shopsMeant({ db }: Context, named: string | undefined): Promise<readonly string[]> {
  const shops = await shopsOf(db.pool);
  if (named === undefined) return shops;
  const shop = domainIn(named);
  if (!shops.includes(shop)) throw new EngineError("shop_unknown", { shop });
  return [shop];
}

function linesOf({ shop, transfers, events, seals, sums, faults }: Report): readonly string[] {
  return [
    shop,
    `  ${transfers} transfers and ${events} events under ${seals} seals`,
    ...sums.map(sumLine),
    ...(faults.length === 0 ? ["  Every row, every seal and every sum is as it should be."] : faults.map(({ row, wrong }) => `  WRONG  ${row}: ${wrong}`)),
  ];
}

function sumLine({ asset, ...sums }: Sums): string {
  const print = (units: bigint) => printMoney({ asset, units });
  const besides = [
    ...(sums.credited === 0n ? [] : [`${print(sums.credited)} as credit notes`]),
    ...(sums.writtenOff === 0n ? [] : [`${print(sums.writtenOff)} written off`]),
  ];
  return `  ${[`${print(sums.cameIn)} came in`, ...besides].join(", ")}; orders hold ${print(sums.inOrders)}, accounts ${print(sums.inAccounts)}, refunds ${print(sums.inRefunds)}`;
}
