import * as flow from "#app/engine/flow.ts";
import { because, type OrderAct } from "./act.ts";
import { command } from "./command.ts";
import { newCreditNoteId } from "./ids.ts";

/** What is left on a closed order's deposit account becomes its customer's credit. */
export const keepAsCredit = command<OrderAct, null>({
  name: "keep-as-credit",
  seeds: ({ order, key }) => ({ orders: [order], transfers: [`${newCreditNoteId(key)}.kept`], wide: true }),
  decide: (act, { standing }, now) => ({ outcome: flow.keepAsCredit({ order: act.order, note: newCreditNoteId(act.key) }, standing, now), papers: because(act.order, act) }),
  answer: () => null,
});
