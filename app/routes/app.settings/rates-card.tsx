import { useFetcher } from "@remix-run/react";
import { Badge, Banner, BlockStack, Button, Card, FormLayout, InlineStack, Layout, Text, TextField } from "@shopify/polaris";
import { useState } from "react";
import { settings as words } from "#app/locales/en/settings.ts";
import { Amount } from "#app/ui/amount.tsx";
import { useAnswer } from "#app/ui/use-answer.ts";
import type { Answer } from "../app/form.ts";
import type { Settings } from "./route.tsx";
import type { SettingsField } from "./take.ts";

type Props = Pick<Settings, "symbol" | "currency" | "waiting" | "rates">;

export function RatesCard({ symbol, currency, waiting, rates }: Props) {
  const [said, setSaid] = useState({ currency, perUnit: "" });
  const fetcher = useFetcher<Answer<SettingsField>>();
  const errors = fetcher.data && !fetcher.data.ok ? fetcher.data.errors : {};
  useAnswer(fetcher, () => setSaid({ ...said, perUnit: "" }));
  const set = () => void fetcher.submit({ form: "rate", ...said }, { method: "post" });
  return (
    <Layout.AnnotatedSection id="rates" title={words.rates.title} description={words.rates.text(symbol)}>
      <Card>
        <BlockStack gap="400">
          {waiting.length > 0 && <Banner tone="warning">{words.rates.waiting(waiting.join(", "))}</Banner>}
          <FormLayout>
            <FormLayout.Group condensed>
              <TextField label={words.rates.currency} value={said.currency} onChange={(value) => setSaid({ ...said, currency: value.toUpperCase() })} error={errors.currency ?? false} maxLength={3} autoComplete="off" />
              <TextField label={words.rates.perUnit(symbol)} value={said.perUnit} onChange={(perUnit) => setSaid({ ...said, perUnit })} error={errors.perUnit ?? false} inputMode="decimal" autoComplete="off" />
            </FormLayout.Group>
            <InlineStack align="end">
              <Button onClick={set} loading={fetcher.state !== "idle"}>{words.rates.set}</Button>
            </InlineStack>
          </FormLayout>
          <History symbol={symbol} rates={rates} />
        </BlockStack>
      </Card>
    </Layout.AnnotatedSection>
  );
}

function History({ symbol, rates }: Pick<Props, "symbol" | "rates">) {
  if (rates.length === 0) return <Text as="p" tone="subdued">{words.rates.empty}</Text>;
  return (
    <BlockStack gap="300">
      <Text as="h3" variant="headingSm">{words.rates.history}</Text>
      {rates.map((rate, position) => (
        <InlineStack key={position} gap="200" align="space-between" blockAlign="center">
          <BlockStack>
            <Amount>{words.rates.line(rate.currency, rate.perUnit, symbol)}</Amount>
            <Text as="span" tone="subdued" variant="bodySm">{`${rate.source}, ${words.rates.by(rate.asOf, rate.setBy)}`}</Text>
          </BlockStack>
          {rate.isCurrent && <Badge tone="success">{words.rates.current}</Badge>}
        </InlineStack>
      ))}
    </BlockStack>
  );
}
