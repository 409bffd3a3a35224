import type { ReactNode } from "react";

const whole = { whiteSpace: "nowrap", fontVariantNumeric: "tabular-nums" } as const;

/** An amount stays on one line with its unit, and its digits stand under each other. */
export function Amount({ children }: { readonly children: ReactNode }) {
  return <span style={whole}>{children}</span>;
}
