import * as flow from "#app/engine/flow.ts";
import type { AccountId, CustomerId } from "#app/engine/ids.ts";
import type { Outcome } from "#app/engine/outcome.ts";
import { because, type Act } from "./act.ts";
import { command } from "./command.ts";

/** How many orders became paid. */
export type Settled = { readonly paid: number };

const paidIn = (outcome: Outcome): Settled => ({ paid: outcome.events.filter(({ type }) => type === "order.paid").length });

/** The merchant settles a customer's open orders, each by itself, with everything within reach. */
export const settleCustomer = command<Act & { readonly customer: CustomerId }, Settled>({
  name: "settle-customer",
  seeds: ({ customer }) => ({ customers: [customer], wide: true }),
  decide: (act, { standing }, now) => ({ outcome: flow.settleCustomer(act.customer, standing, now), papers: because(act.customer, act) }),
  answer: paidIn,
});

/** The merchant settles what an account claimed, named, or is linked to. */
export const settleAccount = command<Act & { readonly account: AccountId }, Settled>({
  name: "settle-account",
  seeds: ({ account }) => ({ accounts: [account] }),
  decide: (act, { standing }, now) => ({ outcome: flow.settleAccount(act.account, standing, now), papers: because(act.account, act) }),
  answer: paidIn,
});

/** A payer, signed in with its key, settles with its own account. */
export const settleOwn = command<{ readonly account: AccountId }, Settled>({
  name: "settle-own",
  seeds: ({ account }) => ({ accounts: [account] }),
  decide: ({ account }, { standing }, now) => ({ outcome: flow.settleOwn(account, standing, now) }),
  answer: paidIn,
});
