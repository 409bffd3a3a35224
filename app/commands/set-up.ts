import { EngineError } from "#app/engine/error.ts";
import { walletId, type PayerKey, type ShopId, type WalletId } from "#app/engine/ids.ts";
import type { Rate } from "#app/engine/quote.ts";
import type { PayKeys } from "#app/store/pay-keys.ts";
import { noteBoard } from "#app/store/boards.ts";
import { addRate, findShop, keepShop, type ShopChoices } from "#app/store/shops.ts";
import { inTransaction } from "#app/store/transaction.ts";
import { keepWallet, revokeWallet as revoke } from "#app/store/wallets.ts";
import { carryThrough, noteChange } from "./carry-through.ts";
import type { Bench } from "./transact.ts";

/** Installs a shop and takes its choices; what is left out stays as it is. A changed policy may pay what waited. */
export async function setUpShop(bench: Bench, shop: ShopId, choices: ShopChoices): Promise<void> {
  await inTransaction(bench.db.pool, async (client) => {
    await keepShop(client, shop, choices, bench.clock());
    await noteBoard(client, shop, bench.clock());
    if (choices.policy) await noteChange(client, shop, bench.clock());
  });
  bench.log.info({ shop, chosen: Object.keys(choices).join(", ") }, "shop.set-up");
  // One that is here again is told at once what it is owed.
  bench.bell.ring("relay");
  await carryThrough(bench, shop);
}

/** A new rate counts from now on; orders that needed one are priced with it, one transaction each. */
export async function setRate(bench: Bench, shop: ShopId, rate: Rate, setBy: string): Promise<{ readonly priced: number }> {
  await inTransaction(bench.db.pool, async (client) => {
    if (!(await findShop(client, shop))) throw new EngineError("shop_unknown", { shop });
    await addRate(client, shop, rate, setBy);
    await noteBoard(client, shop, bench.clock());
    await noteChange(client, shop, bench.clock());
  });
  bench.log.info({ shop, currency: rate.currency, source: rate.source, setBy }, "rate.set");
  return carryThrough(bench, shop);
}

export type NewWallet = {
  readonly provider: string;
  readonly address: string;
  readonly payer: PayerKey;
  readonly allowList: readonly string[];
  readonly initialNonce: bigint;
  readonly perPayment: bigint | null;
  readonly perDay: bigint | null;
};

/** Registers a receiving wallet. A key serves one shop on this server, for ever. */
export async function registerWallet(bench: Bench, shop: ShopId, wallet: NewWallet): Promise<WalletId> {
  const id = walletId(`wal_${wallet.payer}`);
  await inTransaction(bench.db.pool, async (client) => {
    if (!(await findShop(client, shop))) throw new EngineError("shop_unknown", { shop });
    const isKept = await keepWallet(client, { ...wallet, id, shop }, bench.clock());
    if (!isKept) throw new EngineError("wallet_taken", { wallet: id });
  });
  bench.log.info({ shop, wallet: id, allowList: wallet.allowList.join(" ") }, "wallet.registered");
  return id;
}

/** It may report nothing from this moment on. */
export async function revokeWallet(bench: Bench, shop: ShopId, id: WalletId): Promise<void> {
  const isRevoked = await inTransaction(bench.db.pool, (client) => revoke(client, shop, id, bench.clock()));
  if (!isRevoked) throw new EngineError("wallet_unknown", { wallet: id });
  bench.log.info({ shop, wallet: id }, "wallet.revoked");
}

/** The tokens of orders placed from now on are made with a new key. */
export async function renewPayKey({ payKeys, log }: Pick<Bench, "log"> & { readonly payKeys: Pick<PayKeys, "renew"> }, shop: ShopId): Promise<void> {
  await payKeys.renew(shop);
  log.info({ shop }, "pay-key.renewed");
}
