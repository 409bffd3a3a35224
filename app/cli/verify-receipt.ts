import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { printMoney, type Asset } from "#app/engine/money.ts";
import type { SignedReceipt } from "#app/engine/receipt.ts";
import type { Paper } from "./commands.ts";
import { fileNamed } from "./file-named.ts";
import { checkReceipt } from "./receipt/checks.ts";
import { readKeys } from "./receipt/keys.ts";
import { readReceipt } from "./receipt/read.ts";
import { only, UsageError } from "./usage.ts";

/** Checks a receipt by itself and against the shop's public key. Needs no server and no database. */
export async function verifyReceipt({ args, say: speak }: Paper): Promise<void | "bad"> {
  // What a receipt says is for this terminal, and may come from anyone.
  const say = (line: string) => speak(line.replace(/\p{C}/gu, "?"));
  const { values, positionals } = parseArgs({ args: [...args], options: { key: { type: "string" } }, allowPositionals: true });
  const read = readReceipt(contentOf(only(positionals, "the receipt's file")));
  if ("fault" in read) {
    say(`WRONG  This is no receipt that can be checked: ${read.fault}.`);
    return "bad";
  }
  const { receipt } = read;
  const keys = await readKeys(values.key ?? receipt.keys);
  for (const line of toldOf(receipt)) say(line);
  const findings = checkReceipt(receipt, keys);
  for (const { isRight, words } of findings) say(`${isRight ? "ok   " : "WRONG"}  ${words}`);
  if (findings.some(({ isRight }) => !isRight)) {
    say("Do not trust this receipt.");
    return "bad";
  }
  for (const line of since(receipt)) say(line);
  say(`Its keys were read from ${keys.from}${values.key === undefined ? ", which the receipt names itself: be sure that this is the shop's own server" : ""}.`);
}

function contentOf(name: string): string {
  try {
    return readFileSync(fileNamed(name), "utf8");
  } catch {
    throw new UsageError(`There is no file ${name} to read.`);
  }
}

function toldOf({ shop, order, price, asset, amounts, payments, issuedAt }: SignedReceipt): readonly string[] {
  return [
    `Receipt of ${shop.domain}${shop.name === null ? "" : ` (${shop.name})`} for ${order.name ?? order.id}, issued ${issuedAt}`,
    `  ${price.amount} ${price.currency}, ${printMoney({ asset: asset as Asset, units: BigInt(amounts.applied) })}, paid ${order.paidAt}`,
    ...payments.map(({ units, provider, network, transaction, status, confirmedAt }) => `  ${printMoney({ asset: asset as Asset, units: BigInt(units) })} by ${provider} ${network} transaction ${transaction}: ${status}${confirmedAt === null ? "" : ` ${confirmedAt}`}`),
  ];
}

/** What became of it later, in words nobody can overlook. */
function since({ since: { atRisk, priceRaised, priceLoweredOrCancelled }, amounts, asset }: SignedReceipt): readonly string[] {
  const refunded = BigInt(amounts.refunded);
  return [
    ...(atRisk ? ["LATER  The chain took back money this order was paid with, and it has not been made up for."] : []),
    ...(refunded > 0n ? [`LATER  ${printMoney({ asset: asset as Asset, units: refunded })} of it were refunded, or set aside for it.`] : []),
    ...(priceRaised ? ["LATER  The shop raised the order's price after it was paid."] : []),
    ...(priceLoweredOrCancelled ? ["LATER  The shop lowered the order's price, or cancelled it, after it was paid."] : []),
  ];
}
