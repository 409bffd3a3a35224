import type { Context } from "#app/context.server.ts";
import * as help from "./help.ts";
import { setupRate } from "./setup-rate.ts";
import { setupSandbox } from "./setup-sandbox.ts";
import { setupShop } from "./setup-shop.ts";
import { setupShow } from "./setup-show.ts";
import { setupRevokeWallet, setupWallet } from "./setup-wallet.ts";

/** What a set-up command works with: the process, the words typed after its name, and where it answers. */
export type Desk = { readonly context: Context; readonly args: readonly string[]; readonly say: (line: string) => void };

type SetUp = { readonly help: string; readonly run: (desk: Desk) => Promise<void> };

export const setups: Readonly<Record<string, SetUp>> = {
  shop: { help: help.shop, run: setupShop },
  wallet: { help: help.wallet, run: setupWallet },
  "revoke-wallet": { help: help.revokeWallet, run: setupRevokeWallet },
  rate: { help: help.rate, run: setupRate },
  show: { help: help.show, run: setupShow },
  sandbox: { help: help.sandbox, run: setupSandbox },
};
