import { BlockStack, InlineStack, Text } from "@shopify/polaris";
import type { ReactNode } from "react";

/** Name and value, one under the other: reads alike on a phone and beside a timeline. */
export function Facts({ rows }: { readonly rows: readonly { readonly name: string; readonly value: ReactNode }[] }) {
  return (
    <BlockStack gap="300">
      {rows.map(({ name, value }) => (
        <BlockStack key={name} gap="050">
          <Text as="span" tone="subdued" variant="bodySm">
            {name}
          </Text>
          <InlineStack gap="100" blockAlign="center">
            <Text as="span">{value}</Text>
          </InlineStack>
        </BlockStack>
      ))}
    </BlockStack>
  );
}
