import { BlockStack, Card, Text } from "@shopify/polaris";
import { order as words } from "#app/locales/en/order.ts";
import type { ShownOrder } from "./show.ts";

type Shown = ShownOrder["entries"][number];

const dots: Record<Shown["tone"], string> = {
  plain: "var(--p-color-icon-disabled)", good: "var(--p-color-icon-success)", bad: "var(--p-color-icon-critical)", act: "var(--p-color-icon-info)",
};

const list = { listStyle: "none", margin: 0, padding: 0 } as const;
const item = { position: "relative", paddingInlineStart: "24px", paddingBlockEnd: "20px" } as const;
const line = { position: "absolute", insetInlineStart: "5px", insetBlockStart: "14px", insetBlockEnd: "-4px", width: "2px", background: "var(--p-color-border)" } as const;
const dot = (tone: Shown["tone"]) => ({ position: "absolute", insetInlineStart: 0, insetBlockStart: "5px", width: "12px", height: "12px", borderRadius: "50%", background: dots[tone] }) as const;

/** Everything that happened to the order, the oldest first, each with its time. */
export function Timeline({ entries }: { readonly entries: readonly Shown[] }) {
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {words.story}
        </Text>
        <ol style={list}>
          {entries.map((entry, position) => (
            <li key={position} style={item}>
              {position < entries.length - 1 && <span style={line} aria-hidden="true" />}
              <span style={dot(entry.tone)} aria-hidden="true" />
              <Told entry={entry} />
            </li>
          ))}
        </ol>
      </BlockStack>
    </Card>
  );
}

function Told({ entry: { title, when, iso, lines, tone } }: { readonly entry: Shown }) {
  return (
    <BlockStack gap="050">
      <Text as="h3" variant="bodyMd" fontWeight="semibold" breakWord {...(tone === "bad" && { tone: "critical" as const })}>
        {title}
      </Text>
      {lines.map((text, position) => (
        <Text as="p" key={position} breakWord>
          {text}
        </Text>
      ))}
      <Text as="span" tone="subdued" variant="bodySm">
        <time dateTime={iso}>{when}</time>
      </Text>
    </BlockStack>
  );
}
