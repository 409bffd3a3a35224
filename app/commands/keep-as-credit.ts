import * as flow from "#app/engine/flow.ts";
import type { OrderId } from "#app/engine/ids.ts";
import type { Money } from "#app/engine/money.ts";
import { nothing } from "#app/engine/outcome.ts";
import { depositFor } from "#app/engine/reach.ts";
import { accountOf } from "#app/engine/standing.ts";
import { because, type OrderAct } from "./act.ts";
import { command } from "./command.ts";
import { freshCreditNoteId, newCreditNoteId } from "./ids.ts";

/** What is left on a closed order's deposit account becomes its customer's credit. */
export const keepAsCredit = command<OrderAct, null>({
  name: "keep-as-credit",
  seeds: ({ order, key }) => ({ orders: [order], transfers: [`${newCreditNoteId(key)}.kept`], wide: true }),
  decide: (act, { standing }, now) => ({ outcome: flow.keepAsCredit({ order: act.order, note: newCreditNoteId(act.key) }, standing, now), papers: because(act.order, act) }),
  answer: () => null,
});

/** The same by the shopper, who has the order's token. Asked again, there is nothing left to keep. */
export const keepRest = command<{ readonly order: OrderId }, Money>({
  name: "keep-rest",
  seeds: ({ order }) => ({ orders: [order], wide: true }),
  decide: ({ order }, { standing }, now) => {
    const rest = accountOf(standing, depositFor(order));
    return { outcome: rest.held > 0n ? flow.keepAsCredit({ order, note: freshCreditNoteId() }, standing, now) : nothing(standing, now) };
  },
  answer: ({ transfers, after: { asset } }) => ({ asset, units: transfers.find(({ id }) => id.endsWith(".kept"))?.money.units ?? 0n }),
});
