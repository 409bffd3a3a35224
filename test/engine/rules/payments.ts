import { expect } from "vitest";
import { creditNoteId, refundId } from "#app/engine/ids.ts";
import { acc, byId, creditOf, cus, depositOf, final, money, newOrder, ord, pay, rate, usd, wallet, XTR, xtr } from "../makes.ts";
import { hoursOf, orderOf, paymentOf, story, typesOf, viasInto, type Rules } from "../story.ts";

const limits = { perPayment: 5n * XTR, perDay: 8n * XTR, confirmedToday: 0n };
const byName = (name: string) => ({ by: "number", identity: { by: "name", name } }) as const;

export const payments: Rules = {
  "a payment that named an order before it was known pays it, confirmed before or after": (engine) => {
    story(engine).sees({ n: 1, from: "a", units: 10n, names: ord(1) }).place(1).is({ 1: "claimed" }).confirms(1).is({ 1: "paid" });
    story(engine).pays({ n: 1, from: "a", units: 10n, names: ord(1) }).place(1).is({ 1: "paid" });
  },
  "money that vanished before its order came claims nothing": (engine) => {
    const told = story(engine).sees({ n: 1, from: "a", units: 10n, names: ord(1) }).do((flow, standing, now) => flow.drop({ payment: pay(1), wallet: wallet(1) }, standing, now)).place(1).is({ 1: "unclaimed" });
    told.pays({ n: 1, from: "a", units: 10n, names: ord(1) }).is({ 1: "paid" });
  },
  "a later memo completes a payment, and tries it": (engine) => {
    const told = story(engine).place(1).pays({ n: 1, from: "a", units: 10n }).is({ 1: "unclaimed" }).sees({ n: 1, from: "a", units: 10n, names: ord(1) }).is({ 1: "paid" });
    told.sees({ n: 1, from: "a", units: 10n, names: ord(2) });
    expect([paymentOf(told, 1).names, typesOf(told)]).toEqual([ord(1), []]);
  },
  "a later memo that names a closed order says that the money is late": (engine) => {
    const told = story(engine).place(1).do((flow, standing, now) => flow.cancel(ord(1), standing, now)).pays({ n: 1, from: "a", units: 10n }).sees({ n: 1, from: "a", units: 10n, names: ord(1) });
    expect(typesOf(told)).toEqual(["payment.late"]);
  },
  "the same report again changes nothing": (engine) => {
    const told = story(engine).place(1).sees({ n: 1, from: "a", units: 10n, names: ord(1) }).sees({ n: 1, from: "a", units: 10n, names: ord(1) });
    expect([typesOf(told), told.last().transfers]).toEqual([[], []]);
    expect(typesOf(told.confirms(1).confirms(1))).toEqual([]);
  },
  "amounts of nothing and strange assets are refused": (engine) => {
    const told = story(engine);
    for (const units of [0n, -1n]) told.refuses("amount_not_positive", (flow, standing, now) => flow.receive(money({ n: 1, from: "a", units }), standing, now));
    told.refuses("asset_unknown", (flow, standing, now) => flow.receive(money({ n: 1, from: "a", units: 1n }, { money: { asset: "BTC/8", units: 1n } }), standing, now));
    told.refuses("asset_unknown", (flow, standing, now) => flow.credit({ id: creditNoteId("n"), customer: cus(1), money: { asset: "BTC/8", units: 1n } }, standing, now));
    told.refuses("amount_zero", (flow, standing, now) => flow.credit({ id: creditNoteId("n"), customer: cus(1), money: xtr(0n) }, standing, now));
  },
  "a confirmation before its payment waits for it, one wallet's not for another's": (engine) => {
    const told = story(engine).place(1).confirms(1, 2).confirms(1, 1).sees({ n: 1, from: "a", units: 10n, names: ord(1), wallet: 3 });
    expect([paymentOf(told, 1).status, told.books().parked.length]).toEqual(["received", 2]);
    told.sees({ n: 1, from: "a", units: 10n, wallet: 1 }).is({ 1: "paid" });
    expect(told.books().parked.map((each) => each.wallet)).toEqual([wallet(2)]);
  },
  "a sum beyond a wallet's limit waits for a second wallet": (engine) => {
    const told = story(engine).place(1).sees({ n: 1, from: "a", units: 10n, names: ord(1) }).sees({ n: 1, from: "a", units: 10n, wallet: 2 });
    told.do((flow, standing, now) => flow.confirm({ ...final(1, 1), limits }, standing, now)).do((flow, standing, now) => flow.confirm({ ...final(1, 1), limits }, standing, now)).is({ 1: "claimed" });
    told.do((flow, standing, now) => flow.confirm({ ...final(1, 2), limits }, standing, now)).is({ 1: "paid" });
  },
  "a sum beyond a wallet's limit waits for the merchant": (engine) => {
    story(engine).place(1).sees({ n: 1, from: "a", units: 10n, names: ord(1) }).do((flow, standing, now) => flow.confirm({ ...final(1), limits }, standing, now)).is({ 1: "claimed" }).do((flow, standing, now) => flow.agree(pay(1), standing, now)).is({ 1: "paid" });
  },
  "a wallet's limits hold also where its confirmation came first, and over the day": (engine) => {
    story(engine).place(1).confirms(1).sees({ n: 1, from: "a", units: 10n, names: ord(1) }, { limits }).is({ 1: "claimed" });
    story(engine).place(1, { price: usd("4") }).sees({ n: 1, from: "a", units: 4n, names: ord(1) }).do((flow, standing, now) => flow.confirm({ ...final(1), limits: { ...limits, confirmedToday: 5n * XTR } }, standing, now)).is({ 1: "claimed" })
      .do((flow, standing, now) => flow.confirm({ ...final(1), limits: { ...limits, confirmedToday: 4n * XTR } }, standing, now)).is({ 1: "paid" });
  },
  "large sums wait for more confirmations, and a word without a depth is not enough": (engine) => {
    const told = story(engine, { depth: [{ fromUnits: 5n * XTR, confirmations: 3 }] }).place(1).sees({ n: 1, from: "a", units: 10n, names: ord(1) });
    told.confirms(1).is({ 1: "claimed" }).confirms(1, 1, 2).is({ 1: "claimed" }).confirms(1, 1, 3).is({ 1: "paid" });
    story(engine, { depth: [{ fromUnits: 5n * XTR, confirmations: 3 }] }).place(1, { price: usd("4") }).pays({ n: 1, from: "a", units: 4n, names: ord(1) }).is({ 1: "paid" });
  },
  "what a word that did not count cannot do is reverse": (engine) => {
    const told = story(engine, { depth: [{ fromUnits: 0n, confirmations: 3 }] }).place(1).sees({ n: 1, from: "a", units: 10n, names: ord(1) }).sees({ n: 1, from: "a", units: 10n, wallet: 2 }).confirms(1, 1, 1).confirms(1, 2, 3).is({ 1: "paid" });
    told.refuses("not_the_confirmer", (flow, standing, now) => flow.reverse({ payment: pay(1), wallet: wallet(1) }, standing, now)).do((flow, standing, now) => flow.reverse({ payment: pay(1), wallet: wallet(2) }, standing, now));
    expect(orderOf(told, 1).atRisk).toEqual([acc("a")]);
  },
  "reports that differ are no money until the merchant picks one; only words for that one count": (engine) => {
    const told = story(engine).place(1).sees({ n: 1, from: "a", units: 90n, names: ord(1) }).do((flow, standing, now) => flow.confirm({ ...final(1), limits }, standing, now)).sees({ n: 1, from: "a", units: 10n, wallet: 2 });
    told.refuses("payment_contested", (flow, standing, now) => flow.agree(pay(1), standing, now)).refuses("report_unknown", (flow, standing, now) => flow.pick({ payment: pay(1), report: { wallet: wallet(2), money: xtr(11n * XTR), sender: null } }, standing, now));
    told.do((flow, standing, now) => flow.pick({ payment: pay(1), report: { wallet: wallet(2), money: xtr(10n * XTR), sender: money({ n: 1, from: "a", units: 1n }).sighting.sender } }, standing, now)).is({ 1: "claimed" });
    expect(paymentOf(told, 1).confirmedBy).toEqual([]);
    told.do((flow, standing, now) => flow.confirm({ ...final(1, 2), limits }, standing, now)).is({ 1: "claimed" }).confirms(1, 2).is({ 1: "paid" }).holds({ a: 0n });
  },
  "a vanished payment reported anew counts its occurrences, and is confirmed anew": (engine) => {
    const told = story(engine).place(1).pays({ n: 1, from: "a", units: 10n, names: ord(1) }).do((flow, standing, now) => flow.reverse({ payment: pay(1), wallet: wallet(1) }, standing, now)).holds({ a: -10n });
    told.pays({ n: 1, from: "a", units: 10n }).holds({ a: 0n });
    expect(orderOf(told, 1).atRisk).toEqual([]);
    expect(told.books().transfers.map(({ cause }) => cause)).toEqual(["pay_1.confirmed", "ord_1.settled", "pay_1.reversed", "pay_1.confirmed.2"]);
  },
  "a vanished payment reported anew with other content is contested": (engine) => {
    const told = story(engine).sees({ n: 1, from: "a", units: 10n }).do((flow, standing, now) => flow.drop({ payment: pay(1), wallet: wallet(1) }, standing, now)).sees({ n: 1, from: "a", units: 20n, wallet: 2 });
    expect([paymentOf(told, 1).status, paymentOf(told, 1).contested]).toEqual(["received", true]);
  },
  "money without a sender belongs to nobody, money at an order's own address to that order": (engine) => {
    const told = story(engine).place(1).pays({ n: 1, from: null, units: 5n }).is({ 1: "unclaimed" }).holds({ "acc_pay_1.XTR": 5n });
    told.pays({ n: 2, from: "a", units: 12n }, { depositOf: ord(1) }).is({ 1: "paid" }).holds({ [depositOf(ord(1))]: 2n, a: 0n });
    expect(viasInto(told, ord(1))).toEqual(["deposit"]);
  },
  "a name names an order only where strict mode is off, and only one": (engine) => {
    const names = (strict: "on" | "off", twice: boolean) => {
      const told = story(engine, { strict }).place(1, { name: "#7" });
      if (twice) told.place(2, { name: "#7" });
      return paymentOf(told.sees({ n: 1, from: "a", units: 1n }, { naming: byName("#7") }), 1).names;
    };
    expect([names("on", false), names("off", false), names("off", true)]).toEqual([null, ord(1), null]);
  },
  "the merchant's word brings what is missing, once": (engine) => {
    const arrive = { order: ord(1), payment: pay("m") };
    const told = story(engine).place(1).pays({ n: 1, from: "a", units: 4n, names: ord(1) }).do((flow, standing, now) => flow.markPaid(arrive, standing, now)).is({ 1: "paid" });
    expect(paymentOf(told, "m").money).toEqual(xtr(6n * XTR));
    told.do((flow, standing, now) => flow.markPaid(arrive, standing, now));
    expect(told.last().transfers).toEqual([]);
  },
  "late money becomes credit and says so, by name or by claim": (engine) => {
    const named = story(engine).place(1).at(3).expire(1).is({ 1: "expired" }).pays({ n: 1, from: "a", units: 10n, names: ord(1) }).is({ 1: "expired" }).holds({ a: 10n });
    expect(typesOf(named)).toContain("payment.late");
    const claimed = story(engine).place(1).claim(1, "a").at(50).expire(1).is({ 1: "expired" }).pays({ n: 1, from: "a", units: 10n }).holds({ a: 10n });
    expect(typesOf(claimed)).toContain("payment.late");
    expect(typesOf(story(engine).place(1).pays({ n: 1, from: "a", units: 10n, names: ord(1) }))).not.toContain("payment.late");
    named.do((flow, standing, now) => flow.reopen({ order: ord(1), byHand: "no" }, standing, now)).is({ 1: "paid" });
  },
  "a reversal puts at risk what the payment named, then the newest, until the hole is covered": (engine) => {
    const told = story(engine).place(1).claim(1, "a").at(1).place(2).claim(2, "a").place(3).claim(3, "a").pays({ n: 1, from: "a", units: 10n }).at(1.5).pays({ n: 2, from: "a", units: 10n, names: ord(2) }).at(2).pays({ n: 3, from: "a", units: 10n }).is({ 1: "paid", 2: "paid", 3: "paid" });
    const risky = () => [1, 2, 3].filter((n) => orderOf(told, n).atRisk.length > 0);
    const reverse = (n: number) => told.do((flow, standing, now) => flow.reverse({ payment: pay(n), wallet: wallet(1) }, standing, now));
    reverse(2);
    expect([risky(), told.last().errands.map(({ target }) => target)]).toEqual([[2], ["storefront.tag"]]);
    reverse(1);
    expect(risky()).toEqual([2, 3]);
    told.pays({ n: 4, from: "a", units: 19n });
    expect(risky()).toEqual([2, 3]);
    told.pays({ n: 5, from: "a", units: 1n });
    expect(risky()).toEqual([]);
  },
  "a reversal takes first what is left of a deposit, also where that became credit": (engine) => {
    const told = story(engine).place(1).pays({ n: 1, from: null, units: 16n }, { depositOf: ord(1) }).is({ 1: "paid" }).do((flow, standing, now) => flow.keepAsCredit({ order: ord(1), note: creditNoteId("k") }, standing, now)).holds({ [creditOf("alice")]: 6n });
    told.do((flow, standing, now) => flow.reverse({ payment: pay(1), wallet: wallet(1) }, standing, now)).holds({ [creditOf("alice")]: 0n, [depositOf(ord(1))]: -10n });
    expect(orderOf(told, 1).atRisk).toEqual([depositOf(ord(1))]);
  },
  "a refund gives outside money back outside, credit as credit, and never more": (engine) => {
    const ask = (id: string, units: bigint) => ({ id: refundId(id), order: ord(1), money: xtr(units * XTR), provider: "tari" });
    const told = story(engine).place(1).do((flow, standing, now) => flow.credit({ id: creditNoteId("n"), customer: cus("alice"), money: xtr(4n * XTR) }, standing, now)).claim(1, "a")
      .do((flow, standing, now) => flow.useCredit({ order: ord(1), customer: cus("alice") }, standing, now)).pays({ n: 1, from: "a", units: 6n }).is({ 1: "paid" });
    told.refuses("refund_too_large", (flow, standing, now) => flow.requestRefund(ask("r0", 11n), standing, now));
    told.do((flow, standing, now) => flow.requestRefund(ask("r1", 5n), standing, now)).holds({ [creditOf("alice")]: 0n }).refuses("refund_too_large", (flow, standing, now) => flow.requestRefund(ask("r2", 6n), standing, now));
    told.do((flow, standing, now) => flow.requestRefund(ask("r2", 5n), standing, now)).holds({ [creditOf("alice")]: 4n }).do((flow, standing, now) => flow.requestRefund(ask("r2", 5n), standing, now));
    expect([orderOf(told, 1).refunded, told.last().transfers]).toEqual([10n * XTR, []]);
    told.do((flow, standing, now) => flow.withdrawRefund(refundId("r1"), standing, now)).do((flow, standing, now) => flow.sendRefund({ refund: refundId("r2"), transaction: "out" }, standing, now));
    expect(orderOf(told, 1).refunded).toBe(5n * XTR);
    told.refuses("refund_not_open", (flow, standing, now) => flow.withdrawRefund(refundId("r2"), standing, now)).refuses("refund_not_open", (flow, standing, now) => flow.sendRefund({ refund: refundId("r1"), transaction: "out" }, standing, now));
  },
  "what credit paid and a refund returned is credit of whoever paid, also after the order moved": (engine) => {
    story(engine).place(1).do((flow, standing, now) => flow.credit({ id: creditNoteId("n"), customer: cus("alice"), money: xtr(10n * XTR) }, standing, now)).do((flow, standing, now) => flow.useCredit({ order: ord(1), customer: cus("alice") }, standing, now)).is({ 1: "paid" })
      .do((flow, standing, now) => flow.reassign({ order: ord(1), customer: null }, standing, now)).do((flow, standing, now) => flow.requestRefund({ id: refundId("r"), order: ord(1), money: xtr(10n * XTR), provider: "tari" }, standing, now)).holds({ [creditOf("alice")]: 10n });
  },
  "money that a reversal took back is not refunded": (engine) => {
    story(engine).place(1).pays({ n: 1, from: "a", units: 10n, names: ord(1) }).do((flow, standing, now) => flow.reverse({ payment: pay(1), wallet: wallet(1) }, standing, now))
      .refuses("refund_too_large", (flow, standing, now) => flow.requestRefund({ id: refundId("r"), order: ord(1), money: xtr(1n), provider: "tari" }, standing, now));
  },
  "a quote that ran out is not paid at its old rate by money first seen later": (engine) => {
    const told = (hours: number) => story(engine, { quoteSeconds: 3600 }).place(1).rates(rate("2")).at(hours).pays({ n: 1, from: "a", units: 10n, names: ord(1) });
    told(0.5).is({ 1: "paid" });
    told(1.5).is({ 1: "claimed" }).pays({ n: 2, from: "a", units: 10n, names: ord(1) }).is({ 1: "paid" });
  },
  "a new rate asks no more while money received would have covered the old one": (engine) => {
    const told = (units: bigint) => story(engine, { quoteSeconds: 3600 }).place(1).sees({ n: 1, from: "a", units, names: ord(1) }).rates(rate("2")).at(1.5).do((flow, standing, now) => flow.requote(ord(1), standing, now));
    expect(orderOf(told(10n), 1).quote?.due.units).toBe(10n * XTR);
    expect(orderOf(told(9n), 1).quote?.due.units).toBe(20n * XTR);
  },
  "a new rate is given once the old one has run out, and not before": (engine) => {
    const told = (hours: number, quoteSeconds: number | null) => story(engine, { quoteSeconds }).place(1).rates(rate("2")).at(hours).do((flow, standing, now) => flow.requote(ord(1), standing, now));
    expect([told(1, 3600), told(1.5, null), told(1.01, 3600)].map((each) => orderOf(each, 1).quote?.due.units)).toEqual([10n * XTR, 10n * XTR, 20n * XTR]);
    told(1.01, 3600).pays({ n: 1, from: "a", units: 10n, names: ord(1) }).is({ 1: "claimed" }).pays({ n: 2, from: "a", units: 10n, names: ord(1) }).is({ 1: "paid" });
  },
  "a completed payment keeps who named first": (engine) => {
    const told = story(engine).do((flow, standing, now) => flow.receive(money({ n: 1, from: "a", units: XTR }, { naming: byId(ord(1)) }), standing, now)).do((flow, standing, now) => flow.place(newOrder(1), standing, now));
    expect([paymentOf(told, 1).names, orderOf(told, 1).claimer, hoursOf(orderOf(told, 1).claimBy), orderOf(told, 1).payBy]).toEqual([ord(1), { account: acc("a"), by: "naming" }, 2, null]);
  },
};
