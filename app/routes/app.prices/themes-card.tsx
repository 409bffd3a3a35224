import { useFetcher } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { BlockStack, Button, Card, InlineError, InlineStack, ProgressBar, Text } from "@shopify/polaris";
import { useState } from "react";
import { prices as words } from "#app/locales/en/prices.ts";
import { useAnswer } from "#app/ui/use-answer.ts";
import type { Answer } from "../app/form.ts";
import type { ShownPrices } from "./show.ts";
import type { PriceField } from "./take.ts";

/** What writing them takes, asked for only when somebody wants it; shopify.app.toml lists them as optional. */
const SCOPES = ["write_products", "write_metaobject_definitions", "write_metaobjects"];

type Props = Pick<ShownPrices, "symbol" | "themes" | "missingRate" | "progress">;

export function ThemesCard({ symbol, themes, missingRate, progress }: Props) {
  const bridge = useAppBridge();
  const [isRefused, setRefused] = useState(false);
  const fetcher = useFetcher<Answer<PriceField>>();
  useAnswer(fetcher, () => undefined);
  const choose = (choice: "on" | "off") => void fetcher.submit({ form: "themes", themes: choice }, { method: "post" });
  const switchOn = async () => {
    const { result } = await bridge.scopes.request(SCOPES);
    setRefused(result !== "granted-all");
    if (result === "granted-all") choose("on");
  };
  const isBusy = fetcher.state !== "idle";
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">{words.themes.title}</Text>
          <Text as="p" tone="subdued">{words.themes.text(symbol)}</Text>
        </BlockStack>
        {progress && <Progress {...progress} />}
        {isRefused && <InlineError message={words.themes.refused} fieldID="themes" />}
        {themes === "off" && missingRate && <Text as="p">{missingRate}</Text>}
        <InlineStack align="end">
          {themes === "on" ? <Button onClick={() => choose("off")} loading={isBusy}>{words.themes.off}</Button> : <Button onClick={() => void switchOn()} loading={isBusy} disabled={missingRate !== null}>{words.themes.on}</Button>}
        </InlineStack>
      </BlockStack>
    </Card>
  );
}

function Progress({ isOver, title, percent, text }: NonNullable<Props["progress"]>) {
  return (
    <BlockStack gap="200">
      <div role="status"><Text as="p">{title}</Text></div>
      {!isOver && <ProgressBar progress={percent} size="small" ariaLabelledBy="price-progress" />}
      <Text as="p" tone="subdued" variant="bodySm" id="price-progress">{text}</Text>
      {!isOver && <Text as="p" tone="subdued" variant="bodySm">{words.themes.leave}</Text>}
    </BlockStack>
  );
}
