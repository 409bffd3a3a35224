import { useFetcher } from "@remix-run/react";
import { BlockStack, Button, Card, Divider, FormLayout, InlineStack, Layout, Text, TextField } from "@shopify/polaris";
import { useState } from "react";
import { settings as words } from "#app/locales/en/settings.ts";
import { Copyable } from "#app/ui/copyable.tsx";
import { useAnswer } from "#app/ui/use-answer.ts";
import type { Answer } from "../app/form.ts";
import { RevokeModal } from "./revoke-modal.tsx";
import type { Settings } from "./route.tsx";
import type { SettingsField } from "./take.ts";

type Wallet = Settings["wallets"][number];

export function WalletsCard({ wallets }: Pick<Settings, "wallets">) {
  const [revoked, setRevoked] = useState<Wallet | null>(null);
  return (
    <Layout.AnnotatedSection id="wallets" title={words.wallets.title} description={words.wallets.text}>
      <Card>
        <BlockStack gap="400">
          {wallets.length === 0 && <Text as="p" tone="subdued">{words.wallets.empty}</Text>}
          {wallets.map((wallet) => <WalletRow key={wallet.id} wallet={wallet} onRevoke={() => setRevoked(wallet)} />)}
          {wallets.length > 0 && <Divider />}
          <AddWallet />
        </BlockStack>
      </Card>
      <RevokeModal wallet={revoked} onClose={() => setRevoked(null)} />
    </Layout.AnnotatedSection>
  );
}

function WalletRow({ wallet, onRevoke }: { readonly wallet: Wallet; readonly onRevoke: () => void }) {
  return (
    <InlineStack gap="300" align="space-between" blockAlign="center">
      <BlockStack gap="050">
        <Copyable text={wallet.address} label={words.wallets.address.toLowerCase()} keep={9} />
        <Text as="span" tone="subdued" variant="bodySm">{wallet.lastHeardAt ? words.wallets.heard(wallet.lastHeardAt) : words.wallets.never}</Text>
        <Text as="span" tone="subdued" variant="bodySm">{whence(wallet)}</Text>
      </BlockStack>
      <Button tone="critical" variant="tertiary" onClick={onRevoke}>{words.wallets.revoke}</Button>
    </InlineStack>
  );
}

function whence({ allowList }: Wallet): string {
  if (allowList.length === 0) return words.wallets.nowhere;
  return allowList.includes("0.0.0.0/0") ? words.wallets.anywhere : words.wallets.from(allowList.join(", "));
}

function AddWallet() {
  const [said, setSaid] = useState({ address: "", allow: "" });
  const fetcher = useFetcher<Answer<SettingsField>>();
  const errors = fetcher.data && !fetcher.data.ok ? fetcher.data.errors : {};
  useAnswer(fetcher, () => setSaid({ address: "", allow: "" }));
  const add = () => void fetcher.submit({ form: "wallet", ...said }, { method: "post" });
  return (
    <FormLayout>
      <TextField label={words.wallets.address} helpText={words.wallets.addressHelp} value={said.address} onChange={(address) => setSaid({ ...said, address })} error={errors.address ?? false} autoComplete="off" spellCheck={false} />
      <TextField label={words.wallets.allow} helpText={words.wallets.allowHelp} value={said.allow} onChange={(allow) => setSaid({ ...said, allow })} error={errors.allow ?? false} autoComplete="off" />
      <InlineStack align="end">
        <Button onClick={add} loading={fetcher.state !== "idle"}>{words.wallets.add}</Button>
      </InlineStack>
    </FormLayout>
  );
}
