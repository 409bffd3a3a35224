import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Page } from "@shopify/polaris";
import { home as words } from "#app/locales/en/home.ts";
import { attention } from "#app/store/reads/attention.ts";
import { picture, setUpState } from "#app/store/reads/home.ts";
import { clockOf, knownZone } from "#app/ui/when.ts";
import { enter } from "../app/enter.ts";
import { AttentionCard } from "./attention-card.tsx";
import { PictureCard } from "./picture-card.tsx";
import { SetUpCard } from "./set-up-card.tsx";
import { concernsOf } from "./shown-attention.ts";
import { shownPicture } from "./shown-picture.ts";

export async function loader(args: LoaderFunctionArgs) {
  const { context, shop } = await enter(args);
  const { pool } = context.db;
  const now = context.clock();
  const [setUp, found, today] = await Promise.all([
    setUpState(pool, shop.id),
    attention(pool, shop.id, now),
    picture(pool, { shop: shop.id, timeZone: knownZone(shop.timeZone), asset: shop.asset, now }),
  ]);
  return { name: shop.name ?? shop.id, setUp, checkout: `https://${shop.id}/admin/settings/checkout`, concerns: concernsOf(found, clockOf(shop.timeZone)), today: shownPicture(today) };
}

export default function Home() {
  const { name, setUp, checkout, concerns, today } = useLoaderData<typeof loader>();
  const isReady = setUp.hasMethod && setUp.hasWallet && setUp.hasRate;
  // Whoever is paid already is told first what needs them.
  const isPaid = isReady && setUp.hasPaidOrder;
  return (
    <Page title={words.title} subtitle={name}>
      <BlockStack gap="400">
        {!isPaid && <SetUpCard state={setUp} checkout={checkout} />}
        {(isPaid || concerns.length > 0) && <AttentionCard concerns={concerns} />}
        {isPaid && !setUp.hasBlock && <SetUpCard state={setUp} checkout={checkout} />}
        {isReady && <PictureCard today={today} />}
      </BlockStack>
    </Page>
  );
}
