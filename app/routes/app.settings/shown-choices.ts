import type { Shop } from "#app/store/shops.ts";
import { printDepth } from "#app/ui/depth.ts";
import { printDuration } from "#app/ui/duration.ts";
import { printShort, withoutZeros } from "#app/engine/money.ts";

/** A shop's choices as its form holds them: every field is text. */
export function shownChoices({ asset, methodName, policy }: Shop) {
  const { claimSeconds, paySeconds, holdSeconds, quoteSeconds, tolerance } = policy;
  const [claim, pay, hold] = [claimSeconds, paySeconds, holdSeconds].map(printDuration);
  const quote = quoteSeconds === null ? null : printDuration(quoteSeconds);
  const { asks, strict, plainClaims, memoNumbers, orderIdField, creditPays, unaffordable, namedSurplus, restock, notifyCustomer } = policy;
  return {
    methodName: methodName ?? "",
    claim: claim?.amount ?? "", claimUnit: claim?.unit ?? "hours",
    pay: pay?.amount ?? "", payUnit: pay?.unit ?? "hours",
    hold: hold?.amount ?? "", holdUnit: hold?.unit ?? "hours",
    quote: quote?.amount ?? "", quoteUnit: quote?.unit ?? "minutes",
    depth: printDepth(policy.depth, asset),
    units: printShort({ asset, units: tolerance.units }),
    percent: withoutZeros(`${tolerance.basisPoints / 100n}.${String(tolerance.basisPoints % 100n).padStart(2, "0")}`),
    asks, strict, plainClaims, memoNumbers, orderIdField, creditPays, unaffordable, namedSurplus, restock, notifyCustomer,
  };
}

export type ShownChoices = ReturnType<typeof shownChoices>;
