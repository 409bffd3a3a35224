import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useRevalidator } from "@remix-run/react";
import { Banner, BlockStack, Page } from "@shopify/polaris";
import { useEffect } from "react";
import { prices as words } from "#app/locales/en/prices.ts";
import { currentRates } from "#app/store/rates.ts";
import { priceStanding } from "#app/store/reads/prices.ts";
import { shopCurrency } from "#app/store/reads/settings.ts";
import { clockOf } from "#app/ui/when.ts";
import { enter } from "../app/enter.ts";
import { AgeCard } from "./age-card.tsx";
import { BlocksCard } from "./blocks-card.tsx";
import { shownPrices } from "./show.ts";
import { takePrices } from "./take.ts";
import { ThemesCard } from "./themes-card.tsx";

const LOOK_AGAIN_MS = 2_000;

export async function loader(args: LoaderFunctionArgs) {
  const { context, shop } = await enter(args);
  const { pool } = context.db;
  const [standing, rates, currency] = await Promise.all([priceStanding(pool, shop.id), currentRates(pool, shop.id), shopCurrency(pool, shop.id)]);
  const { apiKey } = context.config.shopify;
  const editor = `https://${shop.id}/admin/themes/current/editor`;
  return {
    ...shownPrices({ shop, standing, rates, currency, now: context.clock(), clock: clockOf(shop.timeZone) }),
    links: { product: `${editor}?template=product&addAppBlockId=${apiKey}/price&target=mainSection`, corner: `${editor}?context=apps&activateAppId=${apiKey}/price-embed` },
  };
}

export async function action(args: ActionFunctionArgs) {
  return takePrices(await enter(args), await args.request.formData());
}

export default function PricesRoom() {
  const shown = useLoaderData<typeof loader>();
  useFreshness(shown.isMoving);
  return (
    <Page title={words.title} backAction={{ content: words.back, url: "/app/settings" }}>
      <BlockStack gap="400">
        {shown.error && <Banner tone="warning">{shown.error}</Banner>}
        <BlocksCard {...shown} />
        <AgeCard age={shown.age} unit={shown.ageUnit} />
        <ThemesCard {...shown} />
      </BlockStack>
    </Page>
  );
}

/** While something moves, the page looks again, and only where somebody sees it. */
function useFreshness(isMoving: boolean): void {
  const { revalidate, state } = useRevalidator();
  useEffect(() => {
    if (!isMoving || state !== "idle") return;
    const alarm = setTimeout(() => document.visibilityState === "visible" && revalidate(), LOOK_AGAIN_MS);
    return () => clearTimeout(alarm);
  }, [isMoving, state, revalidate]);
}
