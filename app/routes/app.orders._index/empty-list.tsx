import { BlockStack, Box, Text } from "@shopify/polaris";
import { orders as words } from "#app/locales/en/orders.ts";
import type { OrdersView } from "#app/store/reads/orders.ts";

/** An empty list says what would be in it, and how it gets there. */
export function EmptyList({ view, text }: { readonly view: OrdersView; readonly text: string }) {
  const { title, text: hint } = text === "" ? words.empty[view] : { title: words.empty.search.title, text: words.empty.search.text(text) };
  return (
    <Box paddingBlock="1600" paddingInline="400">
      <BlockStack gap="200" inlineAlign="center">
        <Text as="h2" variant="headingMd" alignment="center">
          {title}
        </Text>
        <Box maxWidth="32rem">
          <Text as="p" tone="subdued" alignment="center" breakWord>
            {hint}
          </Text>
        </Box>
      </BlockStack>
    </Box>
  );
}
