import { useFetcher } from "@remix-run/react";
import { Modal, TitleBar } from "@shopify/app-bridge-react";
import { BlockStack, Box, Text, TextField } from "@shopify/polaris";
import { useState } from "react";
import { common } from "#app/locales/en/common.ts";
import { order } from "#app/locales/en/order.ts";
import { payment as words } from "#app/locales/en/payment.ts";
import { useAnswer } from "#app/ui/use-answer.ts";
import type { Answer } from "../app/form.ts";

type Props = { readonly report: { readonly position: number; readonly text: string } | null; readonly formKey: string; readonly onClose: () => void };

export function PickModal({ report, formKey, onClose }: Props) {
  const [reason, setReason] = useState("");
  const fetcher = useFetcher<Answer<"reason">>();
  useAnswer(fetcher, () => {
    setReason("");
    onClose();
  });
  const error = fetcher.data && !fetcher.data.ok ? fetcher.data.errors.reason : undefined;
  const send = () => report && void fetcher.submit({ report: String(report.position), key: formKey, reason }, { method: "post" });
  return (
    <Modal id="pick-report" open={report !== null} onHide={onClose}>
      <TitleBar title={words.pick.title}>
        <button variant="primary" disabled={fetcher.state !== "idle"} onClick={send}>{words.pick.send}</button>
        <button onClick={onClose}>{common.cancel}</button>
      </TitleBar>
      <Box padding="400">
        <BlockStack gap="400">
          <Text as="p">{words.pick.text(report?.text ?? "")}</Text>
          <TextField label={order.fields.reason} helpText={order.fields.reasonHelp} value={reason} onChange={setReason} error={error ?? false} multiline={2} maxLength={1000} autoComplete="off" />
        </BlockStack>
      </Box>
    </Modal>
  );
}
