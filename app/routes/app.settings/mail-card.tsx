import { useFetcher } from "@remix-run/react";
import { Modal, TitleBar } from "@shopify/app-bridge-react";
import { Banner, BlockStack, Box, Button, Card, InlineError, InlineStack, Layout, List, Text, TextField } from "@shopify/polaris";
import { useState } from "react";
import { common } from "#app/locales/en/common.ts";
import { mail as words } from "#app/locales/en/mail.ts";
import { useAnswer } from "#app/ui/use-answer.ts";
import type { Answer } from "../app/form.ts";
import type { Settings } from "./route.tsx";
import type { SettingsField } from "./take.ts";

/** What to paste into Shopify's order confirmation, and how. */
export function MailCard({ mail }: Pick<Settings, "mail">) {
  const [isAsking, setAsking] = useState(false);
  return (
    <Layout.AnnotatedSection id="mail" title={words.title} description={words.text}>
      <Card>
        <BlockStack gap="400">
          {mail.state === "no method" && <Text as="p" tone="subdued">{words.noMethod}</Text>}
          {mail.state === "lost" && <Banner tone="warning">{words.lost}</Banner>}
          {mail.state === "ready" && <Snippet code={mail.code} />}
          {mail.state !== "no method" && (
            <InlineStack align="end">
              <Button onClick={() => setAsking(true)} tone="critical" variant="plain">{words.renew}</Button>
            </InlineStack>
          )}
        </BlockStack>
      </Card>
      <RenewModal isOpen={isAsking} onClose={() => setAsking(false)} />
    </Layout.AnnotatedSection>
  );
}

function Snippet({ code }: { readonly code: string }) {
  const [said, setSaid] = useState<"copied" | "failed" | null>(null);
  const copy = () => void navigator.clipboard.writeText(code).then(() => setSaid("copied"), () => setSaid("failed"));
  return (
    <>
      <List type="number">
        {words.steps.map((step) => <List.Item key={step}>{step}</List.Item>)}
      </List>
      <TextField label={words.code} value={code} multiline={4} maxHeight={160} monospaced readOnly autoComplete="off" helpText={words.secret} />
      <InlineStack gap="300" blockAlign="center">
        <Button onClick={copy}>{words.copy}</Button>
        <span role="status">{said === "copied" && <Text as="span" tone="success">{words.copied}</Text>}</span>
      </InlineStack>
      {said === "failed" && <InlineError message={words.copyFailed} fieldID="mail-code" />}
    </>
  );
}

function RenewModal({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const fetcher = useFetcher<Answer<SettingsField>>();
  useAnswer(fetcher, onClose);
  return (
    <Modal id="renew-pay-key" open={isOpen} onHide={onClose}>
      <TitleBar title={words.renewTitle}>
        <button variant="primary" tone="critical" disabled={fetcher.state !== "idle"} onClick={() => void fetcher.submit({ form: "renew-pay-key" }, { method: "post" })}>{words.renew}</button>
        <button onClick={onClose}>{common.cancel}</button>
      </TitleBar>
      <Box padding="400">
        <Text as="p">{words.renewText}</Text>
      </Box>
    </Modal>
  );
}
