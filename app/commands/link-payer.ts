import * as flow from "#app/engine/flow.ts";
import type { AccountId, CustomerId } from "#app/engine/ids.ts";
import { because, type Act, type OrderAct } from "./act.ts";
import { command } from "./command.ts";

/** The merchant, or the customer by login, says whose payer this is; a proof on that order must stand behind it. */
export const linkPayer = command<OrderAct & { readonly account: AccountId }, null>({
  name: "link-payer",
  seeds: ({ order, account }) => ({ orders: [order], accounts: [account], wide: true }),
  decide: (act, { standing }, now) => ({ outcome: flow.link({ order: act.order, account: act.account }, standing, now), papers: because(act.order, act) }),
  answer: () => null,
});

/** The claims that made the link make none again. */
export const unlinkPayer = command<Act & { readonly customer: CustomerId; readonly account: AccountId }, null>({
  name: "unlink-payer",
  seeds: ({ customer, account }) => ({ customers: [customer], accounts: [account], wide: true }),
  decide: (act, { standing }, now) => ({ outcome: flow.unlink({ customer: act.customer, account: act.account }, standing, now), papers: because(act.customer, act) }),
  answer: () => null,
});
