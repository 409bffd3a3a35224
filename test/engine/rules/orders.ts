import { expect } from "vitest";
import { creditNoteId } from "#app/engine/ids.ts";
import type { StorefrontFacts } from "#app/engine/flow.ts";
import { acc, creditOf, cus, depositOf, newOrder, ord, pay, rate, usd, wallet, XTR, xtr } from "../makes.ts";
import { hoursOf, orderOf, story, typesOf, viasInto, type Rules, type Story } from "../story.ts";

const facts = (n: number, hour: number, more: Partial<StorefrontFacts>): StorefrontFacts =>
  ({ id: ord(n), factsAt: new Date(Date.UTC(2026, 10, 1, hour)), name: null, customer: cus("alice"), price: null, total: null, state: "open", note: null, noteClaim: null, ...more });
const hears = (told: Story, n: number, hour: number, more: Partial<StorefrontFacts>) => told.do((flow, standing, now) => flow.change(facts(n, hour, more), standing, now));
const give = (told: Story, customer: string, units: bigint, id = "1") => told.do((flow, standing, now) => flow.credit({ id: creditNoteId(`note_${id}`), customer: cus(customer), money: xtr(units * XTR) }, standing, now));
const linked = (told: Story, payer: string, order: string) => told.place(order, { price: usd("100") }).claim(order, payer).do((flow, standing, now) => flow.link({ order: ord(order), account: acc(payer) }, standing, now)).do((flow, standing, now) => flow.cancel(ord(order), standing, now));

export const orders: Rules = {
  "money is spent in the order of the reach: deposit, claimer, naming, credit, links": (engine) => {
    const told = give(linked(story(engine, { creditPays: "automatic" }), "l", "x").place(1, { price: usd("50") }), "alice", 5n).claim(1, "c", "note")
      .pays({ n: 1, from: null, units: 1n }, { depositOf: ord(1) }).pays({ n: 2, from: "c", units: 2n }).pays({ n: 3, from: "n", units: 3n, names: ord(1) }).pays({ n: 4, from: "l", units: 60n }).is({ 1: "paid" });
    expect(viasInto(told, ord(1))).toEqual(["deposit", "claim", "naming/ord_1", "credit", "link"]);
    told.holds({ [depositOf(ord(1))]: 0n, c: 0n, n: 0n, [creditOf("alice")]: 0n, l: 21n });
  },
  "on proof neither credit nor linked payers pay by themselves; the merchant's settle uses both": (engine) => {
    const told = give(linked(story(engine), "l", "x").pays({ n: 1, from: "l", units: 6n }), "alice", 4n).place(1).is({ 1: "unclaimed" });
    told.do((flow, standing, now) => flow.settleCustomer(cus("bob"), standing, now)).is({ 1: "unclaimed" }).do((flow, standing, now) => flow.settleCustomer(cus("alice"), standing, now)).is({ 1: "paid" });
    expect(viasInto(told, ord(1))).toEqual(["credit", "link"]);
  },
  "a linked payer pays by its own word, with its own account only": (engine) => {
    const told = give(linked(story(engine), "l", "x").pays({ n: 1, from: "l", units: 12n }), "alice", 4n).place(1, { price: usd("13") }).place(2);
    told.do((flow, standing, now) => flow.settleOwn(acc("stranger"), standing, now)).is({ 1: "unclaimed", 2: "unclaimed" }).do((flow, standing, now) => flow.settleOwn(acc("l"), standing, now)).is({ 1: "unclaimed", 2: "paid" }).holds({ l: 2n });
  },
  "of linked payers the largest pays first": (engine) => {
    linked(linked(story(engine), "small", "x"), "large", "y").pays({ n: 1, from: "small", units: 4n }).pays({ n: 2, from: "large", units: 9n }).place(1).do((flow, standing, now) => flow.settleCustomer(cus("alice"), standing, now)).is({ 1: "paid" }).holds({ large: 0n, small: 3n });
  },
  "a payment that names an order lends it no more of its sender's credit": (engine) => {
    story(engine).pays({ n: 1, from: "a", units: 50n }).place(1).pays({ n: 2, from: "a", units: 4n, names: ord(1) }).is({ 1: "claimed" }).holds({ a: 54n }).pays({ n: 3, from: "a", units: 6n, names: ord(1) }).is({ 1: "paid" }).holds({ a: 50n });
  },
  "several payers that name an order pay it together": (engine) => {
    story(engine).place(1).pays({ n: 1, from: "a", units: 4n, names: ord(1) }).pays({ n: 2, from: "b", units: 7n, names: ord(1) }).is({ 1: "paid" }).holds({ a: 1n, b: 0n });
  },
  "an order is settled whole or not at all, and by the tolerance at most": (engine) => {
    const short = (policy: Parameters<typeof story>[1], units: bigint) => story(engine, policy).place(1).claim(1, "a").pays({ n: 1, from: "a", units: 1n }, { money: xtr(units) });
    short({}, 10n * XTR - 1n).is({ 1: "claimed" });
    short({ tolerance: { units: 5n, basisPoints: 0n } }, 10n * XTR - 6n).is({ 1: "claimed" });
    const told = short({ tolerance: { units: 5n, basisPoints: 0n } }, 10n * XTR - 5n).is({ 1: "paid" });
    expect(viasInto(told, ord(1))).toEqual(["claim", "write-off"]);
    short({ tolerance: { units: 0n, basisPoints: 100n } }, 99n * XTR / 10n).is({ 1: "paid" });
  },
  "credit and links alone are forgiven nothing": (engine) => {
    give(story(engine, { creditPays: "automatic", tolerance: { units: 5n * XTR, basisPoints: 0n } }).place(1), "alice", 9n).is({ 1: "unclaimed" });
  },
  "what is unaffordable is skipped, or stops the rest": (engine) => {
    const told = (unaffordable: "skip" | "stop") => story(engine, { unaffordable }).place(1, { price: usd("20") }).at(0.1).place(2).claim(1, "a").claim(2, "a").pays({ n: 1, from: "a", units: 15n });
    told("skip").is({ 1: "claimed", 2: "paid" });
    told("stop").is({ 1: "claimed", 2: "claimed" }).pays({ n: 2, from: "a", units: 15n }).is({ 1: "paid", 2: "paid" });
  },
  "an account's new money goes to what it names, then to proven claims, then to plain ones, oldest first": (engine) => {
    const told = story(engine, { plainClaims: "on" }).place(1).at(0.1).place(2).at(0.2).place(3).at(0.3).place(4).claim(1, "a", "plain").claim(3, "a").claim(2, "a");
    told.pays({ n: 1, from: "a", units: 10n, names: ord(4) }).is({ 1: "claimed", 2: "claimed", 3: "claimed", 4: "paid" }).pays({ n: 2, from: "a", units: 10n }).is({ 2: "paid", 3: "claimed" })
      .pays({ n: 3, from: "a", units: 10n }).is({ 1: "claimed", 3: "paid" }).pays({ n: 4, from: "a", units: 10n }).is({ 1: "paid" });
  },
  "what a naming payment leaves reaches the same customer's orders only where the shop wants it": (engine) => {
    const told = (namedSurplus: "keep" | "sameCustomer") => story(engine, { namedSurplus }).place(1).place(2).place(3, { customer: cus("bob") }).pays({ n: 1, from: "a", units: 40n, names: ord(1) }).is({ 1: "paid", 3: "unclaimed" });
    told("keep").is({ 2: "unclaimed" }).holds({ a: 30n });
    told("sameCustomer").is({ 2: "paid" }).holds({ a: 20n });
  },
  "what is left on a deposit stays there, outside every reach": (engine) => {
    story(engine, { namedSurplus: "sameCustomer", creditPays: "automatic" }).place(1).place(2).pays({ n: 1, from: null, units: 30n }, { depositOf: ord(1) }).is({ 1: "paid", 2: "unclaimed" }).holds({ [depositOf(ord(1))]: 20n })
      .do((flow, standing, now) => flow.keepAsCredit({ order: ord(1), note: creditNoteId("k") }, standing, now)).is({ 2: "paid" }).holds({ [creditOf("alice")]: 10n });
  },
  "an order claimed by nobody within two hours expires, and is cancelled there": (engine) => {
    const told = story(engine).place(1).at(1.99).expire(1).is({ 1: "unclaimed" }).at(2).expire(1).is({ 1: "expired" });
    expect(told.last().errands.map(({ target }) => target)).toEqual(["storefront.cancel"]);
  },
  "a proven claim gives two days to pay, and no later claim, edit or memo more": (engine) => {
    const told = hears(story(engine).place(1).at(1).claim(1, "a").at(5).claim(1, "b"), 1, 5, { price: usd("11") }).at(6).pays({ n: 1, from: "b", units: 1n, names: ord(1) });
    expect([hoursOf(orderOf(told, 1).payBy), hoursOf(orderOf(told, 1).claimBy)]).toEqual([49, 2]);
    told.at(48.99).expire(1).is({ 1: "claimed" }).at(49).expire(1).is({ 1: "expired" });
  },
  "received money that would pay the order sets its pay-by, less does not": (engine) => {
    const payBy = (units: bigint) => hoursOf(orderOf(story(engine).place(1).at(1).sees({ n: 1, from: "a", units, names: ord(1) }), 1).payBy);
    expect([payBy(9n), payBy(10n)]).toEqual([null, 49]);
  },
  "expiry is put off once, for money on its way, at most a day": (engine) => {
    const told = story(engine).place(1).claim(1, "a").at(47).sees({ n: 1, from: "a", units: 10n }).at(48).expire(1).is({ 1: "claimed" });
    expect(hoursOf(orderOf(told, 1).heldUntil)).toBe(72);
    told.at(71.9).expire(1).is({ 1: "claimed" }).at(72).expire(1).is({ 1: "expired" });
    story(engine).place(1).claim(1, "a").at(47).sees({ n: 1, from: "a", units: 10n }).at(48).expire(1).at(60).confirms(1).is({ 1: "paid" });
    story(engine).place(1).claim(1, "a").at(47).sees({ n: 1, from: "a", units: 9n }).at(48).expire(1).is({ 1: "expired" });
    story(engine, { holdSeconds: 999_999 }).place(1).claim(1, "a").at(47).sees({ n: 1, from: "a", units: 10n }).at(48).expire(1).at(72).expire(1).is({ 1: "expired" });
  },
  "an order waits no longer for money that vanished, or that paid another": (engine) => {
    story(engine).place(1).claim(1, "a").at(47).sees({ n: 1, from: "a", units: 10n }).at(48).expire(1).at(50).do((flow, standing, now) => flow.drop({ payment: pay(1), wallet: wallet(1) }, standing, now)).is({ 1: "expired" });
    story(engine).place(1).at(0.1).place(2).claim(1, "a").claim(2, "a").at(47).sees({ n: 1, from: "a", units: 10n }).at(49).expire(1).expire(2).is({ 1: "claimed", 2: "claimed" }).at(50).confirms(1).is({ 1: "paid", 2: "expired" });
  },
  "reopening withdraws a cancel that waits, not one on its way, and one that was done only by hand": (engine) => {
    const reopen = (told: Story, byHand: "yes" | "no") => told.do((flow, standing, now) => flow.reopen({ order: ord(1), byHand }, standing, now));
    const closed = () => story(engine).place(1).claim(1, "a").at(48).expire(1).is({ 1: "expired" });
    const told = reopen(closed().at(50), "no").is({ 1: "claimed" });
    expect([told.last().withdrawn, hoursOf(orderOf(told, 1).claimBy), hoursOf(orderOf(told, 1).payBy)]).toEqual([[ord(1)], 52, 98]);
    closed().cancelIs(1, "leased").refuses("cancel_in_flight", (flow, standing, now) => flow.reopen({ order: ord(1), byHand: "yes" }, standing, now));
    reopen(closed().cancelIs(1, "done").refuses("order_closed_at_storefront", (flow, standing, now) => flow.reopen({ order: ord(1), byHand: "no" }, standing, now)), "yes").is({ 1: "claimed" });
    story(engine).place(1).refuses("order_not_closed", (flow, standing, now) => flow.reopen({ order: ord(1), byHand: "yes" }, standing, now));
    reopen(story(engine).place(1).at(3).expire(1), "no").is({ 1: "unclaimed" });
  },
  "an order without a rate waits, unpriced, and its windows start when it is priced": (engine) => {
    const told = story(engine).rates().place(1).claim(1, "a").pays({ n: 1, from: "a", units: 4n });
    expect([orderOf(told, 1).quote, orderOf(told, 1).claimBy, orderOf(told, 1).payBy]).toEqual([null, null, null]);
    told.at(100).expire(1).is({ 1: "claimed" }).rates(rate("2")).do((flow, standing, now) => flow.priceAll(standing, now));
    expect([orderOf(told, 1).quote?.due.units, hoursOf(orderOf(told, 1).claimBy), hoursOf(orderOf(told, 1).payBy)]).toEqual([20n * XTR, 102, 148]);
    told.pays({ n: 2, from: "a", units: 16n }).is({ 1: "paid" });
  },
  "an order that asks for nothing is not kept; one whose price becomes nothing is paid": (engine) => {
    story(engine).place(1, { price: usd("0.00") }).is({ 1: "unknown" });
    const told = hears(story(engine).place(1), 1, 1, { price: usd("0") }).is({ 1: "paid" });
    expect([told.last().transfers, told.last().errands.map(({ target }) => target)]).toEqual([[], ["storefront.mark-paid"]]);
  },
  "a changed price re-quotes an open order and says so; older facts change nothing": (engine) => {
    const told = hears(story(engine).place(1), 1, 5, { price: usd("12") });
    expect([typesOf(told), orderOf(told, 1).quote?.due.units]).toEqual([["order.changed"], 12n * XTR]);
    hears(told, 1, 4, { price: usd("3"), state: "cancelled" }).is({ 1: "unclaimed" });
    expect(orderOf(told, 1).quote?.due.units).toBe(12n * XTR);
    hears(told.pays({ n: 1, from: "a", units: 11n, names: ord(1) }).is({ 1: "claimed" }), 1, 6, { price: usd("11") }).is({ 1: "paid" });
  },
  "a paid order's due is frozen; what changed stands beside it, in any order of arrival": (engine) => {
    const paid = () => story(engine).place(1).pays({ n: 1, from: "a", units: 10n, names: ord(1) }).is({ 1: "paid" });
    const flags = (told: Story) => [orderOf(told, 1).shortAfterPaid, orderOf(told, 1).refundSuggested, orderOf(told, 1).quote?.due.units];
    expect(flags(hears(paid(), 1, 1, { total: usd("12"), price: usd("2") }))).toEqual([true, false, 10n * XTR]);
    expect(flags(hears(paid(), 1, 1, { total: usd("8") }))).toEqual([false, true, 10n * XTR]);
    expect(flags(hears(hears(paid(), 1, 1, { total: usd("12") }), 1, 2, { total: usd("10") }))).toEqual(flags(hears(hears(paid(), 1, 2, { total: usd("10") }), 1, 1, { total: usd("12") })));
    expect(flags(hears(paid(), 1, 1, { state: "cancelled" }))).toEqual([false, true, 10n * XTR]);
  },
  "what the merchant has seen of a paid order is not shown again, and a change after it is": (engine) => {
    const paid = () => story(engine).place(1).pays({ n: 1, from: "a", units: 10n, names: ord(1) }).is({ 1: "paid" });
    const flags = (told: Story) => [orderOf(told, 1).shortAfterPaid, orderOf(told, 1).refundSuggested];
    const seen = (told: Story) => told.do((flow, standing, now) => flow.acknowledge(ord(1), standing, now));
    const raised = seen(hears(paid(), 1, 1, { total: usd("12") }));
    expect([typesOf(raised), flags(raised)]).toEqual([["order.changed"], [false, false]]);
    expect([typesOf(seen(raised)), flags(hears(raised, 1, 2, { total: usd("12") }))]).toEqual([[], [false, false]]);
    expect([flags(hears(raised, 1, 3, { total: usd("13") })), flags(hears(raised, 1, 4, { total: usd("10") }))]).toEqual([[true, false], [false, true]]);
    const closed = seen(hears(paid(), 1, 1, { total: usd("0"), state: "cancelled" })).is({ 1: "paid" });
    expect([flags(closed), flags(hears(closed, 1, 2, { total: usd("0"), state: "cancelled" }))]).toEqual([[false, false], [false, false]]);
  },
  "a shopper's wish for money back, and its answer, stand in the order's history and change nothing of it": (engine) => {
    const told = story(engine).place(1).pays({ n: 1, from: "a", units: 10n, names: ord(1) }).is({ 1: "paid" });
    const before = orderOf(told, 1);
    told.do((flow, standing, now) => flow.tellWish({ order: ord(1), step: "asked", number: 1 }, standing, now));
    expect([typesOf(told), told.last().events[0]?.cause, told.last().transfers, told.last().errands]).toEqual([["order.changed"], "ord_1.refund-asked.1", [], []]);
    told.do((flow, standing, now) => flow.tellWish({ order: ord(1), step: "answered", number: 1 }, standing, now));
    expect([told.last().events[0]?.cause, orderOf(told, 1)]).toEqual(["ord_1.refund-answered.1", { ...before, version: before.version + 2 }]);
  },
  "a cancellation there cancels an open order without an errand, and is only recorded on a closed one": (engine) => {
    const told = hears(story(engine).place(1), 1, 1, { state: "cancelled" }).is({ 1: "cancelled" });
    expect([orderOf(told, 1).cancelledBy, told.last().errands]).toEqual(["storefront", []]);
    const late = story(engine).place(1).at(3).expire(1).do((flow, standing, now) => flow.closeThere(ord(1), standing, now)).is({ 1: "expired" });
    expect([orderOf(late, 1).closedThere, late.last().errands]).toEqual([true, []]);
    late.refuses("order_not_open", (flow, standing, now) => flow.cancel(ord(1), standing, now));
  },
  "an order paid another way there is cancelled here, without an errand": (engine) => {
    const told = hears(story(engine).place(1), 1, 1, { state: "paid elsewhere" }).is({ 1: "cancelled" });
    expect([orderOf(told, 1).cancelledBy, told.last().errands]).toEqual(["paid elsewhere", []]);
  },
  "the same order again changes nothing": (engine) => {
    const told = story(engine).place(1).claim(1, "a").do((flow, standing, now) => flow.place(newOrder(1, { price: usd("99") }), standing, now)).is({ 1: "claimed" });
    expect([typesOf(told), orderOf(told, 1).quote?.due.units]).toEqual([[], 10n * XTR]);
  },
  "a credit note pays what it may, twice counts once, and a negative one leaves no reach": (engine) => {
    const told = give(give(story(engine, { creditPays: "automatic" }).place(1), "alice", 12n), "alice", 12n).is({ 1: "paid" }).holds({ [creditOf("alice")]: 2n });
    give(give(told, "alice", -5n, "2").holds({ [creditOf("alice")]: -3n }).place(2), "alice", 12n, "3").is({ 2: "unclaimed" }).holds({ [creditOf("alice")]: 9n });
  },
};
