import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { tally } from "#app/cli/main.ts";
import { issueReceipt } from "#app/commands/issue-receipt.ts";
import type { Order } from "#app/engine/order.ts";
import type { SignedReceipt } from "#app/engine/receipt.ts";
import { receiptKeys } from "#app/store/receipt-keys.ts";
import { seal } from "#app/store/sealing.ts";
import { claim, confirm, placed, report, type Shop } from "../commands/shop.ts";
import { testConfig } from "../setup/config.ts";

/** What an order of 15.90 USD owes, in units. */
export const DUE = 477_000_000n;

/** The receipt as a shopper gets it, after the sealer came by. */
export async function receiptFor(shop: Shop, order: Order): Promise<SignedReceipt> {
  await seal(shop.db.pool, shop.id, { now: shop.clock(), most: 1000 });
  const issued = await issueReceipt({ ...shop, wait: never, config: testConfig("postgresql://127.0.0.1/none") }, order.token);
  if (typeof issued === "string") throw new Error(`no receipt: ${issued}`);
  return issued.receipt;
}

export const never = () => Promise.reject(new Error("it had nothing to wait for"));

/** What the server publishes, as somebody saved it. */
export async function published(shop: Shop): Promise<string> {
  const own = await receiptKeys(shop.db.pool, shop.id);
  return JSON.stringify({ shop: shop.id, keys: own.map(({ id, x, withdrawnAt }) => ({ kty: "OKP", crv: "Ed25519", kid: id, x, ...(withdrawnAt && { withdrawnAt: withdrawnAt.toISOString() }) })) });
}

type Ran = { readonly code: number; readonly said: string };

/** The operator's command, without any database or settings. */
export async function verified(receipt: string, keySet: string, ...more: readonly string[]): Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), "receipt-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [file, key] = [join(folder, "receipt.json"), join(folder, "keys.json")];
  writeFileSync(file, receipt);
  writeFileSync(key, keySet);
  const said: string[] = [];
  const speak = (line: string) => void said.push(line);
  const unconfigured = () => {
    throw new Error("a receipt is checked without settings");
  };
  const code = await tally(["verify", "receipt", file, "--key", key, ...more], unconfigured, { say: speak, complain: speak });
  return { code, said: said.join("\n") };
}

export async function paidBy(shop: Shop, units: bigint, id = "1"): Promise<Order> {
  const order = await placed(shop, id);
  await claim(shop, order, "ann");
  await report(shop, `tx-${id}`, { from: "ann", units });
  await confirm(shop, `tx-${id}`);
  return order;
}
