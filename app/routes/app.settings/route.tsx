import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Box, Layout, Page } from "@shopify/polaris";
import { printUnits, symbolOf } from "#app/engine/money.ts";
import { settings as words } from "#app/locales/en/settings.ts";
import { currenciesWithoutRate, rateHistory, recentOrderBodies, shopCurrency, walletLines } from "#app/store/reads/settings.ts";
import { clockOf } from "#app/ui/when.ts";
import { enter } from "../app/enter.ts";
import { ChoicesForm } from "./choices-form.tsx";
import { MailCard } from "./mail-card.tsx";
import { PricesCard } from "./prices-card.tsx";
import { PrivacyCard } from "./privacy-card.tsx";
import { RatesCard } from "./rates-card.tsx";
import { shownChoices } from "./shown-choices.ts";
import { shownMail } from "./shown-mail.ts";
import { seenMethods } from "./seen-methods.ts";
import { take } from "./take.ts";
import { WalletsCard } from "./wallets-card.tsx";

const RATES_SHOWN = 20;
const BODIES_READ = 50;

export async function loader(args: LoaderFunctionArgs) {
  const { context, shop } = await enter(args);
  const { pool } = context.db;
  const clock = clockOf(shop.timeZone);
  const [rates, wallets, bodies, waiting, currency, mail] = await Promise.all([
    rateHistory(pool, shop.id, RATES_SHOWN), walletLines(pool, shop.id), recentOrderBodies(pool, shop.id, BODIES_READ), currenciesWithoutRate(pool, shop.id), shopCurrency(pool, shop.id), shownMail(context, shop),
  ]);
  const asked = new URL(args.request.url).searchParams.get("currency") ?? "";
  return {
    symbol: symbolOf(shop.asset),
    choices: shownChoices(shop),
    seen: seenMethods(bodies),
    currency: /^[A-Z]{3}$/.test(asked) ? asked : (waiting[0] ?? currency ?? ""),
    waiting,
    mail,
    rates: rates.map((rate) => ({ ...rate, asOf: clock(rate.asOf) })),
    wallets: wallets.map((wallet) => ({
      ...wallet, addedAt: clock(wallet.addedAt), lastHeardAt: wallet.lastHeardAt && clock(wallet.lastHeardAt),
      newest: wallet.newest.map(({ transaction, units, asset, status }) => ({ transaction, status, amount: `${printUnits({ asset: shop.asset, units: BigInt(units) })} ${asset.split("/")[0]}` })),
    })),
  };
}

export type Settings = ReturnType<typeof useLoaderData<typeof loader>>;

export async function action(args: ActionFunctionArgs) {
  return take(await enter(args), await args.request.formData());
}

export default function SettingsPage() {
  const { symbol, choices, seen, currency, waiting, mail, rates, wallets } = useLoaderData<typeof loader>();
  return (
    <Page title={words.title}>
      <Box paddingInline={{ xs: "300", sm: "0" }}>
        <Layout>
          <ChoicesForm choices={choices} seen={seen} symbol={symbol} />
          <RatesCard symbol={symbol} currency={currency} waiting={waiting} rates={rates} />
          <WalletsCard wallets={wallets} />
          <MailCard mail={mail} />
          <PricesCard />
          <PrivacyCard />
        </Layout>
      </Box>
    </Page>
  );
}
