import { printShort, symbolOf, type Asset } from "#app/engine/money.ts";
import type { DepthStep } from "#app/engine/policy.ts";
import { readUnits } from "./units.ts";

const STEP = /^(?:from\s+(\S+)(?:\s+([A-Z0-9]+))?\s*:\s*)?([1-9]\d{0,3})$/i;
const MOST_STEPS = 10;

/** Reads `3`, or `1, from 1000 XTR: 6`; nothing asks for nothing. null where amounts and confirmations do not both rise from step to step. */
export function readDepth(text: string, asset: Asset): readonly DepthStep[] | null {
  const parts = text.split(",").map((part) => part.trim());
  if (parts.length === 1 && parts[0] === "") return [];
  const steps = parts.map((part) => readStep(part, asset)).filter((step) => step !== null);
  if (steps.length !== parts.length || steps.length > MOST_STEPS) return null;
  const isRising = steps.every((step, position) => {
    const before = steps[position - 1];
    return !before || (step.fromUnits > before.fromUnits && step.confirmations > before.confirmations);
  });
  return isRising ? steps : null;
}

function readStep(part: string, asset: Asset): DepthStep | null {
  const [, from = "0", symbol, confirmations] = STEP.exec(part) ?? [];
  const fromUnits = readUnits(from, asset);
  const isOurs = symbol === undefined || symbol.toUpperCase() === symbolOf(asset);
  if (confirmations === undefined || fromUnits === null || fromUnits < 0n || !isOurs) return null;
  return { fromUnits, confirmations: Number(confirmations) };
}

/** The same, as it is read again. Steps that ask for no more than a lower one are left out: they change nothing. */
export function printDepth(depth: readonly DepthStep[], asset: Asset): string {
  const rising = depth.toSorted((a, b) => (a.fromUnits < b.fromUnits ? -1 : 1)).reduce<readonly DepthStep[]>((kept, step) => {
    const last = kept.at(-1);
    if (step.confirmations <= (last?.confirmations ?? 0)) return kept;
    return [...kept.filter(({ fromUnits }) => fromUnits !== step.fromUnits), step];
  }, []);
  return rising.map(({ fromUnits, confirmations }) => (fromUnits === 0n ? String(confirmations) : `from ${printShort({ asset, units: fromUnits })} ${symbolOf(asset)}: ${confirmations}`)).join(", ");
}
