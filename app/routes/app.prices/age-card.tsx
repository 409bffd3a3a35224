import { useFetcher } from "@remix-run/react";
import { BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";
import { prices as words } from "#app/locales/en/prices.ts";
import type { DurationUnit } from "#app/ui/duration.ts";
import { useAnswer } from "#app/ui/use-answer.ts";
import type { Answer } from "../app/form.ts";
import { DurationField } from "../app.settings/duration-field.tsx";
import type { PriceField } from "./take.ts";

export function AgeCard({ age, unit }: { readonly age: string; readonly unit: DurationUnit }) {
  const [said, setSaid] = useState({ amount: age, unit });
  const fetcher = useFetcher<Answer<PriceField>>();
  const error = fetcher.data && !fetcher.data.ok ? fetcher.data.errors.age : undefined;
  useAnswer(fetcher, () => undefined);
  const save = () => void fetcher.submit({ form: "age", age: said.amount, ageUnit: said.unit }, { method: "post" });
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">{words.age.title}</Text>
          <Text as="p" tone="subdued">{words.age.text}</Text>
        </BlockStack>
        <DurationField words={words.age} amount={said.amount} unit={said.unit} error={error} onChange={setSaid} />
        <InlineStack align="end">
          <Button onClick={save} loading={fetcher.state !== "idle"}>{words.age.save}</Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
