import { readFileSync } from "node:fs";
import { registerWallet, setRate, setUpShop } from "#app/commands/set-up.ts";
import { currentRates } from "#app/store/rates.ts";
import { findShop } from "#app/store/shops.ts";
import { walletByKey } from "#app/store/wallets.ts";
import { rateIn } from "./quantities.ts";
import type { Desk } from "./commands.ts";
import { domainIn } from "./setup-which.ts";
import { only, UsageError } from "./usage.ts";

type World = { readonly shop: string; readonly name: string; readonly currency: string; readonly methodName: string; readonly receivingWallet: string; readonly rate: string };

/** Makes the sandbox's shop ready to be paid. What is there already stays, so that it may be played with. */
export async function setupSandbox({ context, args, say }: Desk): Promise<void> {
  if (context.config.mode !== "sandbox") throw new UsageError("The sandbox exists in sandbox mode only.");
  const world = readWorld(only(args, "the file the sandbox wrote"));
  const shop = domainIn(world.shop);
  const wallet = context.providers.tari.wallets.read(world.receivingWallet);
  if (!wallet.ok) throw new UsageError(`The sandbox's receiving wallet ${wallet.reason}.`);
  const { db } = context;
  const known = await findShop(db.pool, shop);
  if (!known?.methodName || known.uninstalledAt) await setUpShop(context, shop, { methodName: world.methodName, name: world.name, currency: world.currency, servesRoot: "yes" });
  const rates = await currentRates(db.pool, shop);
  if (!rates.some(({ currency }) => currency === world.currency)) await setRate(context, shop, { ...rateIn(`${world.currency}=${world.rate}`), source: "sandbox", asOf: context.clock() }, "sandbox");
  const here = ["127.0.0.1", "::1"];
  const registered = await walletByKey(db.pool, wallet.payer);
  if (!registered) await registerWallet(context, shop, { provider: "tari", address: wallet.address, payer: wallet.payer, allowList: here, initialNonce: 0n, perPayment: null, perDay: null });
  say(`${shop} takes payments: "${world.methodName}", 1 ${world.currency} = ${world.rate} XTR.`);
}

function readWorld(file: string): World {
  const world: World = JSON.parse(readFileSync(file, "utf8"));
  const wanted = ["shop", "name", "currency", "methodName", "receivingWallet", "rate"] as const;
  const missing = wanted.find((field) => typeof world[field] !== "string");
  if (missing !== undefined) throw new UsageError(`${file} does not say its ${missing}: the sandbox has not written it.`);
  return world;
}
