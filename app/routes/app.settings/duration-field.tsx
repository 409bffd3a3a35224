import { Select, TextField } from "@shopify/polaris";
import { settings } from "#app/locales/en/settings.ts";
import { DURATION_UNITS, type DurationUnit } from "#app/ui/duration.ts";

type Said = { readonly amount: string; readonly unit: DurationUnit };
type Props = Said & { readonly words: { readonly label: string; readonly help: string }; readonly error: string | undefined; readonly onChange: (said: Said) => void };

/** A whole number and its unit. */
export function DurationField({ words, amount, unit, error, onChange }: Props) {
  const unitSelect = (
    <Select
      label={settings.windows.unitOf(words.label)}
      labelHidden
      options={DURATION_UNITS.map((value) => ({ value, label: settings.windows.units[value] }))}
      value={unit}
      onChange={(value) => onChange({ amount, unit: DURATION_UNITS.find((each) => each === value) ?? unit })}
    />
  );
  return <TextField label={words.label} helpText={words.help} value={amount} onChange={(value) => onChange({ amount: value, unit })} error={error ?? false} inputMode="numeric" autoComplete="off" connectedRight={unitSelect} />;
}
