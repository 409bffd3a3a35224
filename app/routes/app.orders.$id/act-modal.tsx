import { useFetcher } from "@remix-run/react";
import { Modal, TitleBar } from "@shopify/app-bridge-react";
import { BlockStack, Box, Checkbox, Text, TextField } from "@shopify/polaris";
import { useId, useState } from "react";
import { common } from "#app/locales/en/common.ts";
import { order as words } from "#app/locales/en/order.ts";
import { useAnswer } from "#app/ui/use-answer.ts";
import type { Answer } from "../app/form.ts";
import type { ActName, Field } from "./act-names.ts";
import { RefundFields } from "./refund-fields.tsx";
import type { ShownOrder } from "./show.ts";

type Props = {
  readonly name: ActName;
  readonly order: Pick<ShownOrder, "symbol" | "dueText" | "closedThere" | "sources" | "refund">;
  readonly formKey: string;
  readonly open: boolean;
  readonly onClose: () => void;
};

const NOTHING = { reason: "", amount: "", source: "", transaction: "", byHand: false };

/** Asks for what an act needs; what is refused stays beside its field, what is done is said by a toast. */
export function ActModal({ name, order, formKey, open, onClose }: Props) {
  const act = words.acts[name];
  const [said, setSaid] = useState(NOTHING);
  const fetcher = useFetcher<Answer<Field>>();
  const answer = fetcher.data;
  useAnswer(fetcher, () => {
    setSaid(NOTHING);
    onClose();
  });
  const errors = answer && !answer.ok && fetcher.state === "idle" ? answer.errors : {};
  const send = () => void fetcher.submit({ ...said, act: name, key: formKey, source: said.source || (order.sources[0]?.value ?? ""), refund: order.refund?.id ?? "", byHand: said.byHand ? "yes" : "no" }, { method: "post" });
  return (
    <Modal id={useId()} open={open} onHide={onClose}>
      <TitleBar title={act.title}>
        <button variant="primary" {...(name === "cancel" && { tone: "critical" as const })} disabled={fetcher.state !== "idle"} onClick={send}>
          {act.send}
        </button>
        <button onClick={onClose}>{common.cancel}</button>
      </TitleBar>
      <Box padding="400">
        <BlockStack gap="400">
          <Text as="p">{typeof act.text === "string" ? act.text : act.text((name === "mark-paid" ? order.dueText : order.refund?.amount) ?? "")}</Text>
          {name === "refund" && <RefundFields sources={order.sources} symbol={order.symbol} said={said} error={errors.amount} onSay={(more) => setSaid({ ...said, ...more })} />}
          {name === "sent" && (
            <TextField label={words.fields.transaction} value={said.transaction} onChange={(transaction) => setSaid({ ...said, transaction })} error={errors.transaction ?? false} autoComplete="off" spellCheck={false} />
          )}
          {name === "credit" && (
            <TextField label={words.fields.amount(order.symbol)} value={said.amount} onChange={(amount) => setSaid({ ...said, amount })} error={errors.amount ?? false} inputMode="decimal" autoComplete="off" />
          )}
          {name === "reopen" && (order.closedThere || errors.byHand) && (
            <Checkbox label={words.fields.byHand} helpText={words.fields.byHandHelp} checked={said.byHand} onChange={(byHand) => setSaid({ ...said, byHand })} error={errors.byHand ?? false} />
          )}
          {name !== "sent" && (
            <TextField label={words.fields.reason} helpText={words.fields.reasonHelp} value={said.reason} onChange={(reason) => setSaid({ ...said, reason })} error={errors.reason ?? false} multiline={2} maxLength={1000} autoComplete="off" />
          )}
        </BlockStack>
      </Box>
    </Modal>
  );
}
