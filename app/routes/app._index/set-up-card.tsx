import { BlockStack, Box, Button, Card, Icon, InlineStack, ProgressBar, Text } from "@shopify/polaris";
import { CheckCircleIcon, MinusCircleIcon } from "@shopify/polaris-icons";
import { home } from "#app/locales/en/home.ts";
import type { SetUpState } from "#app/store/reads/home.ts";

const words = home.setUp;

type Step = { readonly name: keyof typeof words.steps; readonly url: string; readonly target?: "_top"; readonly isDone: boolean };

/** The few steps before a shop can be paid. Each checks itself; the first that is open shows how it is done. */
export function SetUpCard({ state, checkout }: { readonly state: SetUpState; readonly checkout: string }) {
  const steps: readonly Step[] = [
    { name: "method", url: "/app/settings#method", isDone: state.hasMethod },
    { name: "wallet", url: "/app/settings#wallets", isDone: state.hasWallet },
    { name: "rate", url: "/app/settings#rates", isDone: state.hasRate },
    { name: "block", url: checkout, target: "_top", isDone: state.hasBlock },
    { name: "order", url: "/app/orders?view=all", isDone: state.hasPaidOrder },
  ];
  const done = steps.filter(({ isDone }) => isDone).length;
  const next = steps.find(({ isDone }) => !isDone);
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="300">
          <InlineStack align="space-between" blockAlign="center">
            <Text as="h2" variant="headingMd">{words.title}</Text>
            <Text as="span" tone="subdued">{words.progress(done, steps.length)}</Text>
          </InlineStack>
          <ProgressBar progress={(done * 100) / steps.length} size="small" tone="primary" ariaLabelledBy="set-up-steps" />
        </BlockStack>
      </Box>
      <ol id="set-up-steps" style={{ listStyle: "none", margin: 0, padding: 0 }} aria-label={words.title}>
        {steps.map((step) => <SetUpStep key={step.name} step={step} isNext={step === next} />)}
      </ol>
    </Card>
  );
}

function SetUpStep({ step: { name, url, target, isDone }, isNext }: { readonly step: Step; readonly isNext: boolean }) {
  const { title, text, act } = words.steps[name];
  return (
    <li>
      <Box padding="400" borderBlockStartWidth="025" borderColor="border" {...(isNext && { background: "bg-surface-secondary" as const })}>
        <InlineStack gap="300" wrap={false} blockAlign="start">
          <span style={{ flex: "none" }}>
            <Icon source={isDone ? CheckCircleIcon : MinusCircleIcon} tone={isDone ? "success" : "subdued"} accessibilityLabel={isDone ? words.done : words.todo} />
          </span>
          <BlockStack gap="200" inlineAlign="start">
            <Text as="h3" variant="bodyMd" fontWeight={isNext ? "semibold" : "regular"} {...(isDone && { tone: "subdued" as const })}>{title}</Text>
            {isNext && <Text as="p" tone="subdued">{text}</Text>}
            {!isDone && <Button url={url} {...(target && { target })} variant={isNext ? "primary" : "plain"}>{act}</Button>}
          </BlockStack>
        </InlineStack>
      </Box>
    </li>
  );
}
