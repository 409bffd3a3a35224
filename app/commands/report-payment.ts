import type { SignedClaim } from "#app/engine/claiming.ts";
import * as flow from "#app/engine/flow.ts";
import { accountId, orderId, type OrderId, type PayerKey } from "#app/engine/ids.ts";
import type { Money } from "#app/engine/money.ts";
import type { Naming, Payment } from "#app/engine/payment.ts";
import { parseReference } from "#app/engine/reference.ts";
import { orderCalled, paymentIn, type Standing } from "#app/engine/standing.ts";
import { toBase58 } from "#app/providers/tari/address-text.ts";
import { readWords, type Said } from "#app/providers/tari/memo.ts";
import { command } from "./command.ts";
import { claimIdOf, paymentIdOf, remarkIdOf } from "./ids.ts";
import { heardFrom, speakerSeeds, type Speaking } from "./speaker.ts";

/** Money seen coming in: by a registered wallet, or, without one, by a provider we asked ourselves. */
export type ReportedPayment = {
  readonly speaking: Speaking | null;
  readonly provider: string;
  readonly network: string;
  readonly transaction: string;
  readonly output: string;
  readonly money: Money;
  readonly sender: PayerKey | null;
  readonly memo: string | null;
  readonly orderText: string | null;
  /** Hex; left out where the provider tells of none. */
  readonly paymentId?: string | null;
};

export type Reported = { readonly payment: Payment; readonly isNew: boolean };

const idOf = (report: ReportedPayment) => paymentIdOf(report);

/** A wallet reports a payment: it is shown, may name or claim an order, and is no credit yet. */
export const reportPayment = command<ReportedPayment, Reported>({
  name: "report-payment",
  seeds: (report) => {
    const texts = textsMeant(report);
    const deposit = depositMeant(report);
    const owners = [report.sender ? ({ kind: "payer", payer: report.sender } as const) : null, deposit ? ({ kind: "deposit", of: deposit } as const) : null];
    return {
      payments: [idOf(report)],
      accounts: owners.filter((owner) => owner !== null).map((owner) => accountId(report.money.asset, owner)),
      orders: texts.map((text) => orderId(text)),
      names: texts,
      ...speakerSeeds(report.speaking),
    };
  },
  decide: (report, world, now) => {
    const { wallet, limits, papers } = heardFrom(report.speaking, world);
    const { standing } = world;
    const id = idOf(report);
    const said = words(report, standing.policy);
    const claim = claimSaid(report, said, standing);
    const naming = namingOf(said, standing);
    const depositOf = naming?.by === "payment-id" && naming.identity.by === "id" ? naming.identity.order : null;
    const { provider, network, transaction, output, money, sender } = report;
    const sighting = { id, provider, network, transaction, output, money, sender, wallet, limits, depositOf, naming };
    const remark = report.memo ? { id: remarkIdOf(id, "memo", report.memo), object: id, kind: "memo" as const, text: report.memo, by: wallet ?? provider } : null;
    return {
      outcome: flow.receive({ sighting, memoClaim: claim && { claim: claim.signed, order: claim.order } }, standing, now),
      papers: {
        ...papers,
        remarks: remark ? [remark] : [],
        memos: remark ? [{ payment: id, remark: remark.id }] : [],
        evidence: claim ? [claim.evidence] : [],
      },
    };
  },
  answer: (outcome, report) => {
    const payment = paymentIn(outcome.after, idOf(report));
    return { payment, isNew: outcome.events.some((event) => event.object === payment.id && event.version === 1) };
  },
});

type Reading = Pick<Standing["policy"], "strict" | "memoNumbers" | "orderIdField">;

function words({ memo, orderText, paymentId = null }: ReportedPayment, { strict, memoNumbers, orderIdField }: Reading): Said {
  return readWords({ paymentId, memo, orderId: orderText }, { claimPlace: strict === "on" ? "whole" : "anywhere", memoNumbers, orderIdField });
}

/** Every order these words could mean under any policy: locked before the shop's own policy is known. */
function textsMeant(report: ReportedPayment): readonly string[] {
  const readings = (["marked", "first"] as const).flatMap((memoNumbers) =>
    (["id", "name"] as const).flatMap((orderIdField) => (["on", "off"] as const).map((strict) => words(report, { strict, memoNumbers, orderIdField }))));
  return [...new Set(readings.flatMap(({ naming, claim }) => [naming ? textOf(naming) : null, claim?.text ?? null]).filter((text) => text !== null))];
}

/** The order whose own address the money came to: its account is looked at also before the order is known. */
function depositMeant(report: ReportedPayment): OrderId | null {
  const { naming } = words(report, { strict: "on", memoNumbers: "off", orderIdField: "id" });
  return naming?.by === "payment-id" ? orderId(naming.orderId) : null;
}

function textOf(naming: NonNullable<Said["naming"]>): string {
  switch (naming.by) {
    case "payment-id":
      return naming.orderId;
    case "reference":
      return naming.reference.orderId;
    default:
      return naming.text;
  }
}

/** A naming needs no proof, but a reference with another shop's name or a wrong token names nothing. */
function namingOf({ naming }: Said, standing: Standing): Naming | null {
  if (!naming) return null;
  if (naming.by === "payment-id") return ownNaming(naming, standing);
  if (naming.by !== "reference") return { by: naming.by, identity: identityOf(naming.text, standing) };
  const { shop, orderId: text, token } = naming.reference;
  const order = standing.orders.get(orderId(text));
  if (shop !== standing.shop || (order && order.token !== token)) return null;
  return { by: "reference", identity: { by: "id", order: orderId(text) } };
}

/** A payment id whose end is another's names nothing. */
function ownNaming({ orderId: text, tag }: Extract<NonNullable<Said["naming"]>, { readonly by: "payment-id" }>, standing: Standing): Naming | null {
  const order = standing.orders.get(orderId(text));
  return order && !order.token.startsWith(tag) ? null : { by: "payment-id", identity: { by: "id", order: orderId(text) } };
}

function identityOf(text: string, standing: Standing): Naming["identity"] {
  const order = orderCalled(standing, text);
  if (order) return { by: "id", order: order.id };
  return text.startsWith("#") ? { by: "name", name: text } : { by: "id", order: orderId(text) };
}

/**
 * A claim in a memo counts for its payer only when that payer is the sender; else it is at most a naming. It is bound to
 * the reference it signs, and to no other that stands beside it: an old claim could be replayed for any order otherwise.
 */
function claimSaid({ sender }: ReportedPayment, { claim }: Said, standing: Standing) {
  if (!claim?.valid || claim.payer !== sender) return null;
  const reference = parseReference(claim.text);
  const order = reference ? orderOfReference(reference, standing) : (orderCalled(standing, claim.text)?.id ?? null);
  if (!order) return null;
  const id = claimIdOf(claim.payer, claim.text, claim.claim.signature);
  const signed: SignedClaim = { id, payer: claim.payer, kind: reference ? "bound" : "plain" };
  return { signed, order, evidence: { claim: id, address: toBase58(claim.claim.address), signature: claim.claim.signature } };
}

function orderOfReference(reference: { readonly shop: string; readonly orderId: string; readonly token: string }, standing: Standing): OrderId | null {
  const order = standing.orders.get(orderId(reference.orderId));
  return order && reference.shop === standing.shop && order.token === reference.token ? order.id : null;
}

