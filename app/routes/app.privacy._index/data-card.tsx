import { useFetcher } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { Badge, BlockStack, Box, Button, Card, InlineError, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";
import { privacy as words } from "#app/locales/en/privacy.ts";
import { useAnswer } from "#app/ui/use-answer.ts";
import type { Answer } from "../app/form.ts";
import { saveFile } from "./save-file.ts";
import type { ShownRequests } from "./shown-requests.ts";

export function DataCard({ requests }: { readonly requests: ShownRequests["data"] }) {
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">{words.data.title}</Text>
          <Text as="p" tone="subdued">{requests.length === 0 ? words.data.empty : words.data.text}</Text>
        </BlockStack>
      </Box>
      {requests.map((request) => <DataRequest key={request.id} request={request} />)}
    </Card>
  );
}

function DataRequest({ request: { id, who, asked, due, isOverdue } }: { readonly request: ShownRequests["data"][number] }) {
  const [state, setState] = useState<"idle" | "making" | "failed">("idle");
  const bridge = useAppBridge();
  const fetcher = useFetcher<Answer<"request">>();
  useAnswer(fetcher, () => undefined);
  const download = async () => {
    setState("making");
    const isSaved = await saveFile(`/app/privacy/${encodeURIComponent(id)}`, `customer-data-${id}.json`);
    setState(isSaved ? "idle" : "failed");
    if (isSaved) bridge.toast.show(words.data.downloaded);
  };
  return (
    <Box padding="400" borderBlockStartWidth="025" borderColor="border">
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h3" variant="headingSm" breakWord>{who}</Text>
          <InlineStack gap="200" blockAlign="center">
            <Text as="span" tone="subdued">{asked}</Text>
            <Badge tone={isOverdue ? "critical" : "attention"}>{due}</Badge>
          </InlineStack>
        </BlockStack>
        <InlineStack gap="200">
          <Button loading={state === "making"} onClick={() => void download()} accessibilityLabel={`${words.data.download}: ${who}`}>{words.data.download}</Button>
          <Button loading={fetcher.state !== "idle"} onClick={() => void fetcher.submit({ request: id }, { method: "post" })} accessibilityLabel={`${words.data.handOver}: ${who}`}>{words.data.handOver}</Button>
        </InlineStack>
        {state === "failed" && <InlineError message={words.data.failed} fieldID={`file-${id}`} />}
      </BlockStack>
    </Box>
  );
}
