import { useFetcher } from "@remix-run/react";
import { Modal, TitleBar } from "@shopify/app-bridge-react";
import { BlockStack, Box, InlineError, InlineStack, Text } from "@shopify/polaris";
import { common } from "#app/locales/en/common.ts";
import { settings as words } from "#app/locales/en/settings.ts";
import { Amount } from "#app/ui/amount.tsx";
import { shorten } from "#app/ui/shorten.ts";
import { useAnswer } from "#app/ui/use-answer.ts";
import type { Answer } from "../app/form.ts";
import type { Settings } from "./route.tsx";
import type { SettingsField } from "./take.ts";

const MOST_COUNTED = 100;

/** Asks once more, and lists what the wallet reported: that is what a revoked wallet leaves behind. */
export function RevokeModal({ wallet, onClose }: { readonly wallet: Settings["wallets"][number] | null; readonly onClose: () => void }) {
  const fetcher = useFetcher<Answer<SettingsField>>();
  useAnswer(fetcher, onClose);
  const error = fetcher.data && !fetcher.data.ok ? fetcher.data.errors.address : undefined;
  return (
    <Modal id="revoke-wallet" open={wallet !== null} onHide={onClose}>
      <TitleBar title={words.wallets.revokeTitle}>
        <button variant="primary" tone="critical" disabled={fetcher.state !== "idle"} onClick={() => wallet && void fetcher.submit({ form: "revoke", wallet: wallet.id }, { method: "post" })}>{words.wallets.revoke}</button>
        <button onClick={onClose}>{common.cancel}</button>
      </TitleBar>
      <Box padding="400">
        <BlockStack gap="300">
          <Text as="p">{words.wallets.revokeText}</Text>
          <Text as="p">{words.wallets.reported(wallet?.reported ?? 0, MOST_COUNTED)}</Text>
          {wallet?.newest.map((payment) => (
            <InlineStack key={payment.transaction} align="space-between" gap="200">
              <Text as="span">{shorten(payment.transaction, 8)}</Text>
              <Amount>{payment.amount}</Amount>
            </InlineStack>
          ))}
          {error && <InlineError message={error} fieldID="revoke-wallet" />}
        </BlockStack>
      </Box>
    </Modal>
  );
}
