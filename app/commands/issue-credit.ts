import * as flow from "#app/engine/flow.ts";
import { accountId, type AccountId, type CustomerId } from "#app/engine/ids.ts";
import type { Money } from "#app/engine/money.ts";
import { because, type Act } from "./act.ts";
import { command } from "./command.ts";
import { newCreditNoteId } from "./ids.ts";

/** A credit note for a customer; `money.units` may be negative. Answers what the customer's account holds then. */
export const issueCredit = command<Act & { readonly customer: CustomerId; readonly money: Money }, { readonly held: bigint }>({
  name: "issue-credit",
  seeds: ({ customer, money, key }) => ({ customers: [customer], accounts: [accountOf(money, customer)], transfers: [`${newCreditNoteId(key)}.given`] }),
  decide: (act, { standing }, now) => {
    const id = newCreditNoteId(act.key);
    return { outcome: flow.credit({ id, customer: act.customer, money: act.money }, standing, now), papers: because(id, act) };
  },
  answer: ({ after }, { customer, money }) => ({ held: after.accounts.get(accountOf(money, customer))?.held ?? 0n }),
});

function accountOf({ asset }: Money, customer: CustomerId): AccountId {
  return accountId(asset, { kind: "customer", customer });
}
