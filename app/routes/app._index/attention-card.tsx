import { Badge, BlockStack, Box, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { home } from "#app/locales/en/home.ts";
import type { Concern } from "./shown-attention.ts";

const words = home.attention;
const MOST_COUNTED = 100;

export function AttentionCard({ concerns }: { readonly concerns: readonly Concern[] }) {
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">{concerns.length === 0 ? words.none : words.title}</Text>
          {concerns.length === 0 && <Text as="p" tone="subdued">{words.noneText}</Text>}
        </BlockStack>
      </Box>
      {concerns.map((concern) => <ConcernRows key={concern.kind} concern={concern} />)}
    </Card>
  );
}

function ConcernRows({ concern: { title, text, tone, count, items, act } }: { readonly concern: Concern }) {
  const hidden = count - items.length;
  return (
    <Box padding="400" borderBlockStartWidth="025" borderColor="border">
      <BlockStack gap="300">
        <BlockStack gap="100">
          <InlineStack gap="200" blockAlign="center">
            <Text as="h3" variant="headingSm">{title}</Text>
            <Badge tone={tone}>{words.count(count, MOST_COUNTED)}</Badge>
          </InlineStack>
          <Text as="p" tone="subdued">{text}</Text>
        </BlockStack>
        {items.map(({ label, url }) => (
          <InlineStack key={`${label} ${url}`} gap="200" align="space-between" blockAlign="center" wrap={false}>
            <Text as="span" breakWord>{label}</Text>
            <span style={{ flex: "none" }}>
              <Button url={url} size="slim" accessibilityLabel={`${act}: ${label}`}>{act}</Button>
            </span>
          </InlineStack>
        ))}
        {hidden > 0 && <Text as="p" tone="subdued">{words.more(hidden)}</Text>}
      </BlockStack>
    </Box>
  );
}
