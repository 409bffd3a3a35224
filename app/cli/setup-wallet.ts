import { parseArgs } from "node:util";
import { registerWallet, revokeWallet } from "#app/commands/set-up.ts";
import type { Context } from "#app/context.server.ts";
import { EngineError } from "#app/engine/error.ts";
import { walletByKey } from "#app/store/wallets.ts";
import { addressesIn, nonceIn, unitsIn } from "./quantities.ts";
import type { Desk } from "./commands.ts";
import { shopMeant } from "./setup-which.ts";
import { only, UsageError } from "./usage.ts";

const text = { type: "string" } as const;

export async function setupWallet({ context, args, say }: Desk): Promise<void> {
  const options = { ip: text, shop: text, nonce: text, "per-payment": text, "per-day": text };
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const wallet = addressIn(context, only(positionals, "the wallet's address"));
  if (values.ip === undefined) throw new UsageError("Say where the wallet calls from: --ip <address>[,<range>…], or --ip any.");
  const allowList = addressesIn(values.ip);
  const shop = await shopMeant(context, values.shop);
  const limit = (option: "per-payment" | "per-day") => {
    const amount = values[option];
    return amount === undefined ? null : unitsIn(option, amount, shop.asset);
  };
  const { address, payer } = wallet;
  await registerWallet(context, shop.id, { provider: context.providers.tari.name, address, payer, allowList, initialNonce: nonceIn(values.nonce), perPayment: limit("per-payment"), perDay: limit("per-day") });
  say(`${address} (${wallet.network}) reports for ${shop.id}, from ${values.ip === "any" ? "anywhere" : allowList.join(", ")}.`);
  if (context.config.mode === "live" && wallet.network !== "mainnet") say(`Take care: coins of ${wallet.network} are worth nothing, and this shop would take them as payment.`);
}

export async function setupRevokeWallet({ context, args, say }: Desk): Promise<void> {
  const { values, positionals } = parseArgs({ args: [...args], options: { shop: text }, allowPositionals: true });
  const { address, payer } = addressIn(context, only(positionals, "the wallet's address"));
  const known = await walletByKey(context.db.pool, payer);
  if (!known) throw new EngineError("wallet_unknown", { wallet: address });
  const shop = await shopMeant(context, values.shop ?? known.shop);
  await revokeWallet(context, shop.id, known.id);
  say(`${address} may report nothing to ${shop.id} from this moment on.`);
}

function addressIn({ providers }: Context, text: string) {
  const wallet = providers.tari.wallets.read(text);
  if (!wallet.ok) throw new UsageError(`The address ${wallet.reason}.`);
  return wallet;
}
