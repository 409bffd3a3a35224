import type { Command } from "./commands.ts";
import * as help from "./help.ts";
import { setupRate } from "./setup-rate.ts";
import { setupReceiptKey } from "./setup-receipt-key.ts";
import { setupSandbox } from "./setup-sandbox.ts";
import { setupShop } from "./setup-shop.ts";
import { setupShow } from "./setup-show.ts";
import { setupRevokeWallet, setupWallet } from "./setup-wallet.ts";

export const setups: Readonly<Record<string, Command>> = {
  shop: { help: help.shop, run: setupShop },
  wallet: { help: help.wallet, run: setupWallet },
  "revoke-wallet": { help: help.revokeWallet, run: setupRevokeWallet },
  rate: { help: help.rate, run: setupRate },
  "receipt-key": { help: help.receiptKey, run: setupReceiptKey },
  show: { help: help.show, run: setupShow },
  sandbox: { help: help.sandbox, run: setupSandbox },
};
