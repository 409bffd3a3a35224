import { useFetcher } from "@remix-run/react";
import { SaveBar } from "@shopify/app-bridge-react";
import { BlockStack, Button, Card, FormLayout, InlineStack, Layout, Select, Text, TextField } from "@shopify/polaris";
import { useEffect, useState } from "react";
import { common } from "#app/locales/en/common.ts";
import { settings as words } from "#app/locales/en/settings.ts";
import { useAnswer } from "#app/ui/use-answer.ts";
import type { Answer } from "../app/form.ts";
import { DurationField } from "./duration-field.tsx";
import type { ShownChoices } from "./shown-choices.ts";
import type { SettingsField } from "./take.ts";

type Props = { readonly choices: ShownChoices; readonly seen: readonly string[]; readonly symbol: string };

const POLICIES = ["asks", "plainClaims", "strict", "memoNumbers", "orderIdField", "creditPays", "unaffordable", "namedSurplus", "restock", "notifyCustomer"] as const;

/** All choices that are saved together, under one save bar. */
export function ChoicesForm({ choices, seen, symbol }: Props) {
  const [chosen, setChosen] = useState(choices);
  const fetcher = useFetcher<Answer<SettingsField>>();
  const errors = fetcher.data && !fetcher.data.ok ? fetcher.data.errors : {};
  const isDirty = JSON.stringify(chosen) !== JSON.stringify(choices);
  useAnswer(fetcher, () => undefined);
  // What was saved comes back as the server prints it.
  useEffect(() => setChosen(choices), [JSON.stringify(choices)]);
  const field = (name: "methodName" | "depth" | "units" | "percent") => ({ name, value: chosen[name], onChange: (value: string) => setChosen({ ...chosen, [name]: value }), error: errors[name] ?? false, autoComplete: "off" });
  const save = () => void fetcher.submit({ form: "choices", ...chosen }, { method: "post" });
  const window = (name: "claim" | "pay" | "hold" | "quote") => (
    <DurationField words={words.windows[name]} amount={chosen[name]} unit={chosen[`${name}Unit`]} error={errors[name]} onChange={({ amount, unit }) => setChosen({ ...chosen, [name]: amount, [`${name}Unit`]: unit })} />
  );
  return (
    <>
      <SaveBar id="choices" open={isDirty}>
        <button variant="primary" onClick={save} disabled={fetcher.state !== "idle"}>{common.save}</button>
        <button onClick={() => setChosen(choices)}>{common.discard}</button>
      </SaveBar>
      <Layout.AnnotatedSection id="method" title={words.method.title} description={words.method.text}>
        <Card>
          <BlockStack gap="300">
            <TextField {...field("methodName")} label={words.method.label} helpText={words.method.help} maxLength={100} />
            {seen.length > 0 && (
              <InlineStack gap="200" blockAlign="center">
                <Text as="span" tone="subdued">{words.method.seen}</Text>
                {seen.map((name) => <Button key={name} size="slim" onClick={() => setChosen({ ...chosen, methodName: name })}>{name}</Button>)}
              </InlineStack>
            )}
          </BlockStack>
        </Card>
      </Layout.AnnotatedSection>
      <Layout.AnnotatedSection id="windows" title={words.windows.title} description={words.windows.text}>
        <Card><FormLayout>{window("claim")}{window("pay")}{window("hold")}{window("quote")}</FormLayout></Card>
      </Layout.AnnotatedSection>
      <Layout.AnnotatedSection id="depth" title={words.depth.title} description={words.depth.text}>
        <Card>
          <TextField {...field("depth")} label={words.depth.label} helpText={words.depth.help(symbol)} placeholder={words.depth.none} maxLength={500} />
        </Card>
      </Layout.AnnotatedSection>
      <Layout.AnnotatedSection id="tolerance" title={words.tolerance.title} description={words.tolerance.text}>
        <Card>
          <FormLayout>
            <TextField {...field("units")} label={words.tolerance.units(symbol)} suffix={symbol} inputMode="decimal" />
            <TextField {...field("percent")} label={words.tolerance.percent} suffix="%" inputMode="decimal" />
          </FormLayout>
        </Card>
      </Layout.AnnotatedSection>
      <Layout.AnnotatedSection id="policies" title={words.policies.title}>
        <Card>
          <FormLayout>
            {POLICIES.map((name) => {
              const { label, help, choices: labels } = words.policies[name];
              const options = Object.entries(labels).map(([value, text]) => ({ value, label: text }));
              return <Select key={name} label={label} helpText={help} options={options} value={chosen[name]} onChange={(value) => setChosen({ ...chosen, [name]: value })} />;
            })}
          </FormLayout>
        </Card>
      </Layout.AnnotatedSection>
    </>
  );
}
