import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { setRate, setUpShop } from "#app/commands/set-up.ts";
import type { Context } from "#app/context.server.ts";
import type { ShopId } from "#app/engine/ids.ts";
import type { Asset } from "#app/engine/money.ts";
import type { Policy } from "#app/engine/policy.ts";
import { sealWebhookSecret } from "#app/store/shop-secret.ts";
import { findShop } from "#app/store/shops.ts";
import { depthIn, rateIn, secondsIn, toleranceIn } from "./quantities.ts";
import type { Desk } from "./commands.ts";
import { domainIn } from "./setup-which.ts";
import { oneOf, only, said, UsageError } from "./usage.ts";

const text = { type: "string" } as const;

const options = {
  method: text, rate: { type: "string", multiple: true }, root: { type: "boolean" }, name: text, currency: text, "time-zone": text, "webhook-secret-file": text,
  asks: text, "claim-window": text, "pay-window": text, "hold-window": text, "quote-life": text, tolerance: text, depth: text, "plain-claims": text, strict: text,
  "memo-numbers": text, "order-id-field": text, "credit-pays": text, unaffordable: text, "named-surplus": text, restock: text, "notify-customer": text,
} as const;

const read = (args: readonly string[]) => parseArgs({ args: [...args], options, allowPositionals: true });
type Values = ReturnType<typeof read>["values"];

const newShopAsset: Asset = "XTR/6";

export async function setupShop({ context, args, say }: Desk): Promise<void> {
  const { values, positionals } = read(args);
  const shop = domainIn(only(positionals, "the shop's domain"));
  const known = await findShop(context.db.pool, shop);
  const rates = (values.rate ?? []).map(rateIn);
  const policy = policyIn(values, known?.asset ?? newShopAsset);
  const choices = said({
    methodName: values.method?.trim() || undefined,
    name: values.name,
    currency: currencyIn(values.currency ?? (known ? undefined : rates[0]?.currency)),
    timeZone: timeZoneIn(values["time-zone"]),
    secret: secretIn(context, shop, values["webhook-secret-file"]),
    servesRoot: values.root ? ("yes" as const) : undefined,
    policy: Object.keys(policy).length > 0 ? policy : undefined,
  });
  if (values.method !== undefined && choices.methodName === undefined) throw new UsageError("--method needs the name the payment method has at Shopify.");
  await setUpShop(context, shop, choices);
  say(`${shop} is ${known && !known.uninstalledAt ? "set up anew" : "installed"}.`);
  for (const { currency, perUnit } of rates) {
    const { priced } = await setRate(context, shop, { currency, perUnit, source: "operator", asOf: context.clock() }, "operator");
    say(`A new rate for ${currency} counts from now on${priced > 0 ? `; ${priced} waiting orders were priced` : ""}.`);
  }
  if (!known?.methodName && choices.methodName === undefined) say("No payment method is named yet, so no order is ours: add --method.");
}

function policyIn(values: Values, asset: Asset): Partial<Policy> {
  const quote = values["quote-life"];
  return said({
    asks: oneOf("asks", values.asks, ["outstanding", "total", "subtotal", "lines"]),
    claimSeconds: secondsIn("claim-window", values["claim-window"]),
    paySeconds: secondsIn("pay-window", values["pay-window"]),
    holdSeconds: secondsIn("hold-window", values["hold-window"]),
    quoteSeconds: quote === "open" ? null : secondsIn("quote-life", quote),
    tolerance: toleranceIn(values.tolerance, asset),
    depth: depthIn(values.depth, asset),
    plainClaims: oneOf("plain-claims", values["plain-claims"], ["off", "on"]),
    strict: oneOf("strict", values.strict, ["on", "off"]),
    memoNumbers: oneOf("memo-numbers", values["memo-numbers"], ["off", "marked", "first"]),
    orderIdField: oneOf("order-id-field", values["order-id-field"], ["id", "name"]),
    creditPays: oneOf("credit-pays", values["credit-pays"], ["on_proof", "automatic"]),
    unaffordable: oneOf("unaffordable", values.unaffordable, ["skip", "stop"]),
    namedSurplus: oneOf("named-surplus", values["named-surplus"], ["keep", "sameCustomer"]),
    restock: oneOf("restock", values.restock, ["yes", "no"]),
    notifyCustomer: oneOf("notify-customer", values["notify-customer"], ["yes", "no"]),
  });
}

function currencyIn(code: string | undefined): string | undefined {
  if (code !== undefined && !/^[A-Z]{3,5}$/.test(code)) throw new UsageError(`--currency is a code such as USD, not ${JSON.stringify(code)}.`);
  return code;
}

function timeZoneIn(zone: string | undefined): string | undefined {
  if (zone === undefined || Intl.supportedValuesOf("timeZone").includes(zone) || zone === "UTC") return zone;
  throw new UsageError(`--time-zone is a name such as Europe/Berlin, not ${JSON.stringify(zone)}.`);
}

// From a file, because what is typed is kept in the shell's history and shown to every user of the machine.
function secretIn({ config }: Context, shop: ShopId, file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  const secret = readFileSync(file === "-" ? 0 : file, "utf8").trim();
  if (secret.length < 8) throw new UsageError("The webhook secret is too short to be one.");
  return sealWebhookSecret(secret, config.encryptionKeys, shop);
}
