import { accountId, type AccountId, type Owner } from "./ids.ts";
import { larger, type Asset } from "./money.ts";

/** Holds credit of one shop in one asset. `held` is the sum of its transfers; below zero only after a reversal or a negative credit note. */
export type Account = {
  readonly id: AccountId;
  readonly asset: Asset;
  readonly owner: Owner;
  readonly held: bigint;
};

export function openAccount(asset: Asset, owner: Owner): Account {
  return { id: accountId(asset, owner), asset, owner, held: 0n };
}

/** What may be spent: a hole is filled before anything else. */
export function creditOf(account: Account): bigint {
  return larger(account.held, 0n);
}
