import type * as flows from "#app/engine/flow.ts";
import { accountId, type AccountId, type PayerKey } from "#app/engine/ids.ts";
import type { Outcome } from "#app/engine/outcome.ts";
import type { Standing } from "#app/engine/standing.ts";
import type { Seeds } from "#app/store/stand.ts";
import { codeOf, type Engine } from "../engine/engine.ts";

type Flows = typeof flows;
export type FlowName = keyof Flows;

/** One decision as it was taken with the whole world in sight. */
export type Taken = { readonly name: FlowName; readonly input: unknown; readonly standing: Standing; readonly now: Date; readonly result: Told };

/** What a decision came to, in words that can be compared. */
export type Told = { readonly refused: string } | { readonly events: readonly unknown[]; readonly transfers: readonly unknown[]; readonly errands: readonly unknown[] };

export function told(outcomes: readonly Outcome[]): Told {
  const all = <T>(list: (outcome: Outcome) => readonly T[]) => outcomes.flatMap((outcome) => [...list(outcome)]);
  return {
    events: all(({ events }) => events).map(({ id, type, cause, fields }) => ({ id, type, cause, fields })),
    transfers: all(({ transfers }) => transfers).map(({ id, from, to, money, via }) => ({ id, from, to, units: money.units, via })),
    errands: all(({ errands }) => errands).map(({ event, target }) => ({ event, target })),
  };
}

/** The engine, writing down every decision it takes. */
export function recording(engine: Engine, into: Taken[]): Engine {
  const flow = Object.fromEntries(Object.entries(engine.flow).map(([name, decide]) => [name, (...args: readonly unknown[]) => record({ name: name as FlowName, decide: decide as Decide, args, into })]));
  return { ...engine, flow: flow as unknown as Engine["flow"] };
}

type Decide = (...args: readonly unknown[]) => Outcome;

function record({ name, decide, args, into }: { readonly name: FlowName; readonly decide: Decide; readonly args: readonly unknown[]; readonly into: Taken[] }): Outcome {
  const [standing, now] = args.slice(-2) as [Standing, Date];
  const taken = { name, input: args.length === 3 ? args[0] : null, standing, now };
  try {
    const outcome = decide(...args);
    into.push({ ...taken, result: told([outcome]) });
    return outcome;
  } catch (error) {
    const refused = codeOf(error);
    if (refused !== null) into.push({ ...taken, result: { refused } });
    throw error;
  }
}

const payer = (key: PayerKey | null): readonly AccountId[] => (key ? [accountId("XTR/6", { kind: "payer", payer: key })] : []);
export const buyer = (customer: string | null): readonly string[] => (customer ? [`storefront-${customer}`] : []);

type InputOf<Name extends FlowName> = Parameters<Flows[Name]>[0];

/** Where each command looks: the seeds of app/commands, for an input of the engine's. */
export const seeds: { readonly [Name in FlowName]?: (input: InputOf<Name>) => Seeds } = {
  place: ({ order, noteClaim }) => ({ orders: [order.id], names: order.name ? [order.name] : [], storefrontCustomers: buyer(order.customer), accounts: payer(noteClaim?.payer ?? null) }),
  change: ({ id, customer, noteClaim }) => ({ orders: [id], storefrontCustomers: buyer(customer), accounts: payer(noteClaim?.payer ?? null) }),
  closeThere: (id) => ({ orders: [id] }),
  claim: ({ claim, order }) => ({ orders: [order], accounts: payer(claim.payer) }),
  receive: ({ sighting: { id, sender, naming, depositOf } }) => ({
    payments: [id],
    accounts: payer(sender),
    orders: [...(naming?.identity.by === "id" ? [naming.identity.order] : []), ...(depositOf ? [depositOf] : [])],
  }),
  confirm: ({ payment }) => ({ payments: [payment] }),
  reverse: ({ payment }) => ({ payments: [payment], reach: "history" }),
  pick: ({ payment, report }) => ({ payments: [payment], accounts: payer(report.sender) }),
  agree: (payment) => ({ payments: [payment] }),
  markPaid: ({ order, payment }) => ({ orders: [order], payments: [payment] }),
  credit: ({ id, customer }) => ({ transfers: [`${id}.given`], customers: [customer], accounts: [accountId("XTR/6", { kind: "customer", customer })] }),
  keepAsCredit: ({ order, note }) => ({ orders: [order], transfers: [`${note}.kept`], wide: true }),
  expire: (id) => ({ orders: [id] }),
  cancel: (id) => ({ orders: [id] }),
  reopen: ({ order }) => ({ orders: [order] }),
  requote: (id) => ({ orders: [id] }),
  reassign: ({ order, customer }) => ({ orders: [order], customers: customer ? [customer] : [] }),
  link: ({ order, account }) => ({ orders: [order], accounts: [account], wide: true }),
  unlink: ({ customer, account }) => ({ customers: [customer], accounts: [account], wide: true }),
  useCredit: ({ order, customer }) => ({ orders: [order], customers: [customer] }),
  settleOwn: (account) => ({ accounts: [account] }),
  settleAccount: (account) => ({ accounts: [account] }),
  settleCustomer: (customer) => ({ customers: [customer], wide: true }),
  requestRefund: ({ id, order }) => ({ orders: [order], refunds: [id], wide: true }),
  requestAccountRefund: ({ id, account, order }) => ({ accounts: [account], orders: order ? [order] : [], refunds: [id] }),
  sendRefund: ({ refund }) => ({ refunds: [refund] }),
  withdrawRefund: (refund) => ({ refunds: [refund] }),
};
