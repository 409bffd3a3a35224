import { BlockStack, Card, InlineGrid, InlineStack, Link, Text } from "@shopify/polaris";
import type { Status } from "#app/engine/order.ts";
import { common } from "#app/locales/en/common.ts";
import { home } from "#app/locales/en/home.ts";
import { Amount } from "#app/ui/amount.tsx";
import type { ShownPicture } from "./shown-picture.ts";

const words = home.today;
const MOST_COUNTED = 100;
const STATES: readonly Status[] = ["unclaimed", "claimed", "paid", "expired", "cancelled"];

export function PictureCard({ today }: { readonly today: ShownPicture }) {
  return (
    <Card>
      <BlockStack gap="500">
        <Text as="h2" variant="headingMd">{words.title}</Text>
        <InlineGrid columns={{ xs: 1, sm: 3 }} gap="400">
          <Figure name={words.received} value={today.received} />
          <Figure name={words.open} value={home.attention.count(today.open, MOST_COUNTED)} />
          <Placed placed={today.placedToday} />
        </InlineGrid>
        <Chart bars={today.bars} isQuiet={today.isQuiet} />
        <Link url="/app/orders">{words.seeOpen}</Link>
      </BlockStack>
    </Card>
  );
}

function Figure({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <BlockStack gap="100">
      <Text as="span" tone="subdued">{name}</Text>
      <Text as="span" variant="headingLg"><Amount>{value}</Amount></Text>
    </BlockStack>
  );
}

function Placed({ placed }: { readonly placed: ShownPicture["placedToday"] }) {
  const states = STATES.filter((state) => placed[state]);
  return (
    <BlockStack gap="100">
      <Text as="span" tone="subdued">{words.placed}</Text>
      {states.length === 0 && <Text as="span" variant="headingLg">0</Text>}
      {states.map((state) => (
        <InlineStack key={state} gap="200">
          <Text as="span" numeric fontWeight="semibold">{String(placed[state])}</Text>
          <Text as="span">{common.status[state]}</Text>
        </InlineStack>
      ))}
    </BlockStack>
  );
}

const frame = { display: "flex", alignItems: "flex-end", gap: "2px", height: "64px", margin: 0 } as const;
const bar = (percent: number) => ({ flex: 1, minWidth: 0, height: `${Math.max(percent, 2)}%`, background: percent > 0 ? "var(--p-color-bg-fill-info)" : "var(--p-color-bg-fill-disabled)", borderRadius: "2px 2px 0 0" });

function Chart({ bars, isQuiet }: Pick<ShownPicture, "bars" | "isQuiet">) {
  return (
    <BlockStack gap="200">
      <Text as="h3" tone="subdued" variant="bodyMd">{isQuiet ? words.quiet : words.chart}</Text>
      <div role="img" aria-label={isQuiet ? words.quiet : words.chart} style={frame}>
        {bars.map(({ day, amount, percent }) => <span key={day} title={words.bar(day, amount)} style={bar(percent)} />)}
      </div>
    </BlockStack>
  );
}
