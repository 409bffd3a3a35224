import { Button, InlineStack, Text, Tooltip } from "@shopify/polaris";
import { CheckIcon, ClipboardIcon } from "@shopify/polaris-icons";
import { useEffect, useState } from "react";
import { common } from "#app/locales/en/common.ts";
import { shorten } from "./shorten.ts";

type Props = { readonly text: string; readonly label: string; readonly keep?: number };

const code = { fontFamily: "var(--p-font-family-mono)", fontSize: "0.8125rem", whiteSpace: "nowrap" } as const;

/** A long id: shown by its ends, copied whole. */
export function Copyable({ text, label, keep = 6 }: Props) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = () => void navigator.clipboard.writeText(text).then(() => setCopied(true), () => undefined);
  return (
    <InlineStack gap="100" blockAlign="center" wrap={false}>
      <Text as="span" breakWord={false}>
        <span style={code} title={text}>{shorten(text, keep)}</span>
      </Text>
      <Tooltip content={isCopied ? common.copied : common.copyWhole(label)}>
        <Button variant="tertiary" size="micro" icon={isCopied ? CheckIcon : ClipboardIcon} accessibilityLabel={common.copyWhole(label)} onClick={copy} />
      </Tooltip>
    </InlineStack>
  );
}
