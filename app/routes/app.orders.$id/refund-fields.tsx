import { Select, TextField } from "@shopify/polaris";
import { order as words } from "#app/locales/en/order.ts";
import type { ShownOrder } from "./show.ts";

type Said = { readonly source: string; readonly amount: string };

type Props = {
  readonly sources: ShownOrder["sources"];
  readonly symbol: string;
  readonly said: Said;
  readonly error: string | undefined;
  readonly onSay: (said: Partial<Said>) => void;
};

/** How much goes back, and of which money where there is more than one kind. */
export function RefundFields({ sources, symbol, said, error, onSay }: Props) {
  const source = sources.find(({ value }) => value === said.source) ?? sources[0];
  return (
    <>
      {sources.length > 1 && (
        <Select label={words.fields.source} options={sources.map(({ value, label, most }) => ({ value, label: `${label}: ${most}` }))} value={source?.value ?? ""} onChange={(value) => onSay({ source: value })} />
      )}
      <TextField label={words.fields.amount(symbol)} helpText={source && words.fields.most(source.most)} placeholder={source?.amount ?? ""} value={said.amount} onChange={(amount) => onSay({ amount })} error={error ?? false} inputMode="decimal" autoComplete="off" />
    </>
  );
}
