import { EngineError } from "./error.ts";
import { accountId, type OrderId, type Owner, type PayerKey, type PaymentId, type WalletId } from "./ids.ts";
import { accountPlace, causeOf, outside } from "./ledger.ts";
import type { Money } from "./money.ts";
import { isOpen } from "./order.ts";
import { all, keepPayment, openFor, park, paymentEvent, post, same, unpark, when, type Step } from "./outcome.ts";
import { contentOf, sameContent, type Naming, type Payment, type Report, type WalletLimits } from "./payment.ts";
import { requotedIfOver } from "./closing.ts";
import { deadlineByMoney, named } from "./placing.ts";
import { depthFor } from "./policy.ts";
import { holesFilled } from "./reversing.ts";
import { ordersToTry, tryAccount } from "./settle.ts";
import { orderNamed, paymentIn, type Standing } from "./standing.ts";

/** A provider saw money coming in. */
export type Sighting = {
  readonly id: PaymentId;
  readonly provider: string;
  readonly network: string;
  readonly transaction: string;
  readonly output: string;
  readonly money: Money;
  readonly sender: PayerKey | null;
  /** The registered wallet that says so; null for addresses we watch ourselves and for the merchant's word. */
  readonly wallet: WalletId | null;
  /** That wallet's limits: its confirmation may be waiting already. */
  readonly limits: WalletLimits | null;
  /** The order whose own address or payment id it arrived at. */
  readonly depositOf: OrderId | null;
  readonly naming: Naming | null;
};

/** Reports a payment, completes it, or reports it anew after it vanished. It is shown, not spendable. */
export function seen(sighting: Sighting): Step {
  return (so) => {
    if (sighting.money.units <= 0n) throw new EngineError("amount_not_positive", { payment: sighting.id });
    if (sighting.money.asset !== so.after.asset) throw new EngineError("asset_unknown", { asset: sighting.money.asset });
    const known = so.after.payments.get(sighting.id);
    return known ? seenAgain(known, sighting)(so) : all(openFor(ownerOf(sighting)), received(firstReport(sighting, so.after, so.at), sighting.limits))(so);
  };
}

/** Credited to: the order whose address it used, else the stated sender, else an account of the payment's own. */
function ownerOf({ depositOf, sender, id }: Sighting): Owner {
  if (depositOf) return { kind: "deposit", of: depositOf };
  return sender ? { kind: "payer", payer: sender } : { kind: "deposit", of: id };
}

const reportOf = ({ wallet, money, sender }: Sighting): Report => ({ wallet, money, sender });

function firstReport(sighting: Sighting, standing: Standing, at: Date): Payment {
  const { wallet: _wallet, limits: _limits, depositOf, ...facts } = sighting;
  const naming = depositOf ? ({ by: "payment-id", identity: { by: "id", order: depositOf } } as const) : facts.naming;
  return {
    ...facts,
    naming,
    account: accountId(standing.asset, ownerOf(sighting)),
    names: namedBy(standing, naming),
    status: "received",
    occurrence: 1,
    reports: [reportOf(sighting)],
    contested: false,
    confirmedBy: [],
    confirmations: 0,
    receivedAt: at,
    version: 0,
  };
}

function namedBy(standing: Standing, naming: Naming | null): OrderId | null {
  return naming ? (orderNamed(standing, naming.identity)?.id ?? null) : null;
}

function received(payment: Payment, limits: WalletLimits | null): Step {
  return all(
    paymentEvent("payment.received", payment, causeOf(payment.id, "received", payment.occurrence)),
    arrivedFor(payment),
    confirmParked(payment.id, limits),
  );
}

/** It names its order, and may be what that order, or one its payer claimed, waits for. */
function arrivedFor({ account, names, contested }: Payment): Step {
  if (contested) return same;
  const mayPay: Step = (so) => all(...ordersToTry(so.after, account, names).map((id) => all(requotedIfOver(id), deadlineByMoney(id))))(so);
  return all(names ? named(names, account) : same, mayPay);
}

function seenAgain(known: Payment, sighting: Sighting): Step {
  return (so) => {
    const report = reportOf(sighting);
    const isNews = !known.reports.some((each) => each.wallet === report.wallet && sameContent(each, report));
    const reported = isNews ? { ...known, reports: [...known.reports, report] } : known;
    const isSame = sameContent(contentOf(known), report);
    if (known.status === "dropped" || known.status === "reversed") return received(anew(reported, isSame, sighting.naming, so.after), sighting.limits)(so);
    if (!isSame) return contested(known, reported)(so);
    return all(isNews ? keepPayment(reported) : same, completed(known.id, sighting.naming), confirmParked(known.id, sighting.limits))(so);
  };
}

/** What vanished is there again: nobody has confirmed this occurrence yet. */
function anew(known: Payment, isSame: boolean, said: Naming | null, standing: Standing): Payment {
  const naming = known.naming ?? said;
  const names = known.names ?? namedBy(standing, naming);
  return { ...known, naming, names, status: "received", contested: known.contested || !isSame, occurrence: known.occurrence + 1, confirmedBy: [], confirmations: 0 };
}

/** Different words for one transaction are no money until the merchant picks one; money already confirmed stays. */
function contested(known: Payment, reported: Payment): Step {
  if (reported === known || known.status === "confirmed") return keepPayment(reported);
  return paymentEvent("payment.received", { ...reported, contested: true }, `${known.id}.contested`);
}

/** A repeat that adds a memo or an order id completes the payment and tries it. */
function completed(id: PaymentId, naming: Naming | null): Step {
  return (so) => {
    const payment = paymentIn(so.after, id);
    if (naming === null || payment.naming !== null) return so;
    const names = namedBy(so.after, naming);
    const next = { ...payment, naming, names };
    const tried = payment.status === "confirmed" ? all(tryAccount(payment.account, names), lateIfClosed(next)) : same;
    return all(keepPayment(next), names ? all(named(names, payment.account), tried, arrivedFor(next)) : same)(so);
  };
}

/** The merchant says which report is true. */
export function picked(id: PaymentId, report: Report): Step {
  return (so) => {
    const payment = paymentIn(so.after, id);
    if (!payment.contested) throw new EngineError("payment_not_reported", { payment: id });
    const chosen = payment.reports.find((each) => each.wallet === report.wallet && sameContent(each, report));
    if (!chosen) throw new EngineError("report_unknown", { payment: id });
    const owner: Owner = payment.naming?.by === "payment-id" && payment.names ? { kind: "deposit", of: payment.names } : chosen.sender ? { kind: "payer", payer: chosen.sender } : { kind: "deposit", of: id };
    const confirmedBy = payment.confirmedBy.filter((wallet) => payment.reports.some((each) => each.wallet === wallet && sameContent(each, chosen)));
    const settled = { ...payment, money: chosen.money, sender: chosen.sender, account: accountId(so.after.asset, owner), contested: false, confirmedBy, confirmations: confirmedBy.length > 0 ? payment.confirmations : 0 };
    // By picking, the merchant agrees to the sum, so the limits of wallets no longer matter.
    return all(openFor(owner), paymentEvent("payment.received", settled, `${id}.picked`), arrivedFor(settled), confirmParked(id, null))(so);
  };
}

/** A wallet says that a payment is final, or how deep it is. */
export type Confirmation = {
  readonly payment: PaymentId;
  readonly wallet: WalletId | null;
  /** null: the provider's confirmation carries no depth. */
  readonly confirmations: number | null;
  readonly limits: WalletLimits | null;
};

/** Once confirmed deeply enough, by whom it must be, the payment becomes credit and orders are tried. */
export function confirmed(word: Confirmation): Step {
  return (so) => {
    const payment = so.after.payments.get(word.payment);
    if (!payment) return parkedFor(word)(so);
    if (payment.status === "confirmed") return so;
    if (payment.status !== "received") throw new EngineError("payment_not_reported", { payment: word.payment, status: payment.status });
    if (!mayConfirm(payment, word)) throw new EngineError("not_the_reporter", { payment: word.payment });
    if (payment.contested) return parkedFor(word)(so);
    const next = heard(payment, word);
    return isFinal(so.after, next, word) ? credited(next)(so) : next === payment ? so : keepPayment(next)(so);
  };
}

/** Each wallet may confirm only what it reported itself, with the content that counts. */
function mayConfirm(payment: Payment, { wallet }: Confirmation): boolean {
  return payment.reports.some((report) => report.wallet === wallet && (payment.contested || sameContent(report, contentOf(payment))));
}

function heard(payment: Payment, { wallet, confirmations }: Confirmation): Payment {
  const confirmedBy = wallet === null ? payment.confirmedBy : [...payment.confirmedBy.filter((each) => each !== wallet), wallet];
  return { ...payment, confirmedBy, confirmations: Math.max(payment.confirmations, confirmations ?? 0) };
}

function isFinal(standing: Standing, payment: Payment, { limits }: Confirmation): boolean {
  if (payment.confirmations < depthFor(standing.policy, payment.money.units)) return false;
  return payment.confirmedBy.length >= 2 || !isBeyond(limits, payment.money.units);
}

function isBeyond(limits: WalletLimits | null, units: bigint): boolean {
  if (!limits) return false;
  const overOne = limits.perPayment !== null && units > limits.perPayment;
  return overOne || (limits.perDay !== null && limits.confirmedToday + units > limits.perDay);
}

/** Kept until the payment is reported, or until the merchant has picked a report. */
function parkedFor({ payment, wallet, confirmations }: Confirmation): Step {
  if (wallet === null) throw new EngineError("payment_unknown", { payment });
  return (so) => {
    const before = so.after.parked.filter((each) => each.payment === payment);
    const own = before.find((each) => each.wallet === wallet);
    if (own && (own.confirmations ?? 0) >= (confirmations ?? 0)) return so;
    return all(own ? unpark(payment) : same, ...before.filter((each) => own && each !== own).map(park), park({ payment, wallet, confirmations }))(so);
  };
}

/** Takes up the confirmations of those who reported it by now; the others wait on. */
function confirmParked(id: PaymentId, limits: WalletLimits | null): Step {
  return (so) => {
    const payment = paymentIn(so.after, id);
    if (payment.status !== "received" || payment.contested) return so;
    const parked = so.after.parked.filter((each) => each.payment === id);
    const due = parked.filter((each) => mayConfirm(payment, { ...each, limits }));
    if (due.length === 0) return so;
    return all(unpark(id), ...parked.filter((each) => !due.includes(each)).map(park), ...due.map((each) => confirmed({ ...each, limits })))(so);
  };
}

/** The merchant agrees to a payment that waits for depth, for a second wallet, or for anyone at all. */
export function agreed(id: PaymentId): Step {
  return (so) => {
    const payment = paymentIn(so.after, id);
    if (payment.contested) throw new EngineError("payment_contested", { payment: id });
    if (payment.status === "confirmed") return so;
    if (payment.status !== "received") throw new EngineError("payment_not_reported", { payment: id, status: payment.status });
    return credited(payment)(so);
  };
}

function credited(payment: Payment): Step {
  const cause = causeOf(payment.id, "confirmed", payment.occurrence);
  return all(
    post({ cause, from: outside(payment.provider), to: accountPlace(payment.account), money: payment.money }),
    paymentEvent("payment.confirmed", { ...payment, status: "confirmed" }, cause),
    holesFilled(payment.account),
    tryAccount(payment.account, payment.names),
    lateIfClosed(payment),
  );
}

const lateIfClosed = (payment: Payment) => when(({ after }) => isLate(after, payment), paymentLate(payment.id));

/** Money for an order that expired or was cancelled: by its name, or, naming nothing, by its payer's claim. */
function isLate(standing: Standing, { names, account, naming }: Payment): boolean {
  const closed = (id: OrderId) => ["expired", "cancelled"].includes(standing.orders.get(id)?.status ?? "");
  if (names) return closed(names);
  if (naming) return false;
  const claims = standing.claims.filter((claim) => claim.account === account && claim.standing === "counts");
  const unspent = (standing.accounts.get(account)?.held ?? 0n) > 0n;
  return unspent && claims.some(({ order }) => closed(order)) && !claims.some(({ order }) => isOpenIn(standing, order));
}

function isOpenIn(standing: Standing, id: OrderId): boolean {
  const order = standing.orders.get(id);
  return order !== undefined && isOpen(order);
}

function paymentLate(id: PaymentId): Step {
  return (so) => paymentEvent("payment.late", paymentIn(so.after, id), `${id}.late`)(so);
}

/** No wallet takes back what another one reports as well. */
function isOnlyReporter({ reports }: Payment, wallet: WalletId): boolean {
  return reports.length > 0 && reports.every((report) => report.wallet === wallet);
}

/** It vanished before it was final. */
export function dropped(id: PaymentId, wallet: WalletId | null): Step {
  return (so) => {
    const payment = paymentIn(so.after, id);
    if (payment.status === "dropped") return so;
    if (payment.status !== "received") throw new EngineError("payment_not_confirmed", { payment: id, status: payment.status });
    if (wallet !== null && !isOnlyReporter(payment, wallet)) throw new EngineError("not_the_reporter", { payment: id });
    return paymentEvent("payment.reversed", { ...payment, status: "dropped" }, causeOf(id, "dropped", payment.occurrence))(so);
  };
}
