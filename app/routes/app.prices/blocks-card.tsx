import { BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { prices as words } from "#app/locales/en/prices.ts";
import { Amount } from "#app/ui/amount.tsx";
import type { ShownPrices } from "./show.ts";

type Props = Pick<ShownPrices, "symbol" | "told" | "lines"> & { readonly links: { readonly product: string; readonly corner: string } };

export function BlocksCard({ symbol, told, lines, links }: Props) {
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">{words.blocks.title}</Text>
          <Text as="p" tone="subdued">{words.blocks.text(symbol)}</Text>
        </BlockStack>
        <BlockStack gap="100">
          <Text as="h3" variant="headingSm">{words.blocks.shown}</Text>
          {lines.length === 0 && <Text as="p">{words.blocks.none}</Text>}
          {lines.map((line) => <Text as="p" key={line}><Amount>{line}</Amount></Text>)}
          <Text as="p" tone="subdued" variant="bodySm">{told}</Text>
        </BlockStack>
        <Text as="p">{words.blocks.how}</Text>
        <InlineStack gap="200">
          <Button url={links.product} target="_top">{words.blocks.product}</Button>
          <Button url={links.corner} target="_top">{words.blocks.corner}</Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
