import { Badge, type BadgeProps, InlineStack } from "@shopify/polaris";
import type { Status } from "#app/engine/order.ts";
import { common } from "#app/locales/en/common.ts";

const tones: Record<Status, { readonly tone?: NonNullable<BadgeProps["tone"]>; readonly progress?: NonNullable<BadgeProps["progress"]> }> = {
  unclaimed: { tone: "attention", progress: "incomplete" },
  claimed: { tone: "info", progress: "partiallyComplete" },
  paid: { tone: "success", progress: "complete" },
  expired: { progress: "incomplete" },
  cancelled: {},
};

export type Flag = keyof typeof common.flags;
const flagTones: Record<Flag, "critical" | "warning"> = { atRisk: "critical", changed: "warning", unpriced: "warning" };

/** An order's status, and what stands beside it. */
export function OrderBadge({ status, flags = [] }: { readonly status: Status; readonly flags?: readonly Flag[] }) {
  return (
    <InlineStack gap="100">
      <Badge {...tones[status]}>{common.status[status]}</Badge>
      {flags.map((flag) => (
        <Badge key={flag} tone={flagTones[flag]}>
          {common.flags[flag]}
        </Badge>
      ))}
    </InlineStack>
  );
}
