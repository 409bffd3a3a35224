import { expect } from "vitest";
import { acc, creditOf, cus, money, newOrder, ord, rate, signed, usd, XTR, xtr } from "../makes.ts";
import { hoursOf, orderOf, story, typesOf, viasInto, type Rules, type Story } from "../story.ts";
import { creditNoteId } from "#app/engine/ids.ts";

const counting = (told: Story, n: number) => told.books().claims.filter((claim) => claim.order === ord(n) && claim.standing === "counts").map(({ account }) => account);
const give = (told: Story, customer: string, units: bigint, id = "1") => told.do((flow, standing, now) => flow.credit({ id: creditNoteId(`note_${id}`), customer: cus(customer), money: xtr(units * XTR) }, standing, now));

export const claims: Rules = {
  "the newest proven claim counts and displaces every other": (engine) => {
    const told = story(engine, { plainClaims: "on" }).place(1).claim(1, "a", "plain").claim(1, "b", "plain").claim(1, "c").at(1).claim(1, "d", "note");
    expect(counting(told, 1)).toEqual([acc("d")]);
    expect(orderOf(told, 1).claimer).toEqual({ account: acc("d"), by: "proven" });
    expect(hoursOf(orderOf(told, 1).payBy)).toBe(48);
    told.refuses("order_claimed", (flow, standing, now) => flow.claim({ claim: signed("e", "plain"), order: ord(1) }, standing, now));
  },
  "a claim once accepted is answered again, also when the order is closed": (engine) => {
    const claim = { claim: signed("a", "bound", "same"), order: ord(1) };
    const told = story(engine).place(1).do((flow, standing, now) => flow.claim(claim, standing, now)).claim(1, "b").do((flow, standing, now) => flow.claim(claim, standing, now));
    expect(orderOf(told, 1).claimer?.account).toBe(acc("b"));
    told.do((flow, standing, now) => flow.cancel(ord(1), standing, now)).do((flow, standing, now) => flow.claim(claim, standing, now)).is({ 1: "cancelled" });
    expect(typesOf(told)).toEqual([]);
  },
  "a closed order is claimed by nobody, an unknown one neither": (engine) => {
    const told = story(engine, { plainClaims: "on" }).place(1).do((flow, standing, now) => flow.cancel(ord(1), standing, now));
    for (const kind of ["bound", "note", "plain"] as const) told.refuses("order_not_open", (flow, standing, now) => flow.claim({ claim: signed("a", kind), order: ord(1) }, standing, now));
    told.refuses("order_unknown", (flow, standing, now) => flow.claim({ claim: signed("a"), order: ord(9) }, standing, now));
    expect(told.books().claims).toEqual([]);
  },
  "a plain claim is refused where the shop does not take them": (engine) => {
    story(engine).place(1).refuses("plain_claims_off", (flow, standing, now) => flow.claim({ claim: signed("a", "plain"), order: ord(1) }, standing, now)).is({ 1: "unclaimed" });
  },
  "a plain claim sets no pay-by, makes no link": (engine) => {
    const told = story(engine, { plainClaims: "on", creditPays: "automatic" }).place(1).claim(1, "a", "plain").is({ 1: "claimed" });
    expect([orderOf(told, 1).payBy, told.books().links]).toEqual([null, []]);
  },
  "of sixteen plain claims the oldest without money gives way, and proven ones always fit": (engine) => {
    const told = story(engine, { plainClaims: "on" }).place(1, { price: usd("100") }).pays({ n: "rich", from: "p0", units: 1n });
    for (let n = 0; n <= 16; n++) told.at(n / 100).claim(1, `p${n}`, "plain");
    expect(counting(told, 1).includes(acc("p0"))).toBe(true);
    expect(counting(told, 1).includes(acc("p1"))).toBe(false);
    expect(counting(told, 1).length).toBe(16);
    expect(orderOf(told, 1).claimer?.account).toBe(acc("p0"));
    expect(counting(told.claim(1, "q"), 1)).toEqual([acc("q")]);
  },
  "the claimer that gives way is the order's claimer no more": (engine) => {
    const told = story(engine, { plainClaims: "on" }).place(1, { price: usd("100") });
    for (let n = 0; n <= 16; n++) told.at(n / 100).claim(1, `p${n}`, "plain");
    expect(orderOf(told, 1).claimer?.account).toBe(acc("p1"));
  },
  "sixteen plain claimers with money leave no room for a seventeenth": (engine) => {
    const told = story(engine, { plainClaims: "on" }).place(1, { price: usd("100") });
    for (let n = 0; n < 16; n++) told.pays({ n, from: `p${n}`, units: 1n }).claim(1, `p${n}`, "plain");
    told.refuses("claims_full", (flow, standing, now) => flow.claim({ claim: signed("z", "plain"), order: ord(1) }, standing, now));
  },
  "a plain claimer pays all it has while nothing ties it": (engine) => {
    story(engine, { plainClaims: "on" }).place(1).claim(1, "a", "plain").pays({ n: 1, from: "a", units: 12n }).is({ 1: "paid" }).holds({ a: 2n });
  },
  "a plain claimer that is linked pays only by what names the order": (engine) => {
    const told = story(engine, { plainClaims: "on" }).place(1).claim(1, "a").do((flow, standing, now) => flow.link({ order: ord(1), account: acc("a") }, standing, now)).do((flow, standing, now) => flow.cancel(ord(1), standing, now)).pays({ n: 1, from: "a", units: 30n });
    told.place(2).claim(2, "a", "plain").is({ 2: "claimed" }).pays({ n: 2, from: "a", units: 10n, names: ord(2) }).is({ 2: "paid" }).holds({ a: 30n });
  },
  "a plain claimer that paid another customer's order pays only by what names the order": (engine) => {
    story(engine, { plainClaims: "on" }).place(1).claim(1, "a").pays({ n: 1, from: "a", units: 30n }).is({ 1: "paid" }).place(2, { customer: cus("bob") }).claim(2, "a", "plain").is({ 2: "claimed" }).holds({ a: 20n });
  },
  "a plain claimer that paid this customer's other order pays": (engine) => {
    story(engine, { plainClaims: "on" }).place(1).claim(1, "a").pays({ n: 1, from: "a", units: 30n }).place(2).claim(2, "a", "plain").is({ 2: "paid" }).holds({ a: 10n });
  },
  "a proven claim or a naming on another customer's open order ties a plain claimer until that order closes": (engine) => {
    for (const tied of ["claim", "naming"] as const) {
      const told = story(engine, { plainClaims: "on" }).place(1, { price: usd("100") }).place(2, { customer: cus("bob") });
      if (tied === "claim") told.claim(1, "a").pays({ n: 1, from: "a", units: 20n });
      else told.pays({ n: 1, from: "a", units: 20n, names: ord(1) });
      told.claim(2, "a", "plain").is({ 2: "claimed" }).do((flow, standing, now) => flow.cancel(ord(1), standing, now)).is({ 2: "paid" }).holds({ a: 10n });
    }
  },
  "only one plain claimer takes part in a settling: the earliest that makes the order whole": (engine) => {
    story(engine, { plainClaims: "on" }).place(1).claim(1, "a", "plain").at(1).claim(1, "b", "plain").pays({ n: 1, from: "a", units: 6n }).pays({ n: 2, from: "b", units: 6n }).is({ 1: "claimed" })
      .at(1.5).claim(1, "c", "plain").pays({ n: 3, from: "c", units: 10n }).is({ 1: "paid" }).holds({ a: 6n, b: 6n, c: 0n });
  },
  "a link needs a proven claim on that order, and the word of the customer or the merchant": (engine) => {
    const told = story(engine, { plainClaims: "on" }).place(1).place(2).claim(1, "a").claim(2, "b", "plain");
    expect(told.books().links).toEqual([]);
    told.refuses("link_needs_proof", (flow, standing, now) => flow.link({ order: ord(2), account: acc("b") }, standing, now));
    told.refuses("link_needs_proof", (flow, standing, now) => flow.link({ order: ord(2), account: acc("a") }, standing, now));
    told.do((flow, standing, now) => flow.link({ order: ord(1), account: acc("a") }, standing, now));
    expect(told.books().links.map(({ account, customer }) => [account, customer])).toEqual([[acc("a"), cus("alice")]]);
  },
  "a removed link bars the claims that made it": (engine) => {
    const told = story(engine).place(1).claim(1, "a").do((flow, standing, now) => flow.link({ order: ord(1), account: acc("a") }, standing, now)).do((flow, standing, now) => flow.unlink({ customer: cus("alice"), account: acc("a") }, standing, now));
    expect(told.books().links).toEqual([]);
    told.refuses("link_needs_proof", (flow, standing, now) => flow.link({ order: ord(1), account: acc("a") }, standing, now));
    told.refuses("link_unknown", (flow, standing, now) => flow.unlink({ customer: cus("alice"), account: acc("a") }, standing, now));
    told.place(2).claim(2, "a").do((flow, standing, now) => flow.link({ order: ord(2), account: acc("a") }, standing, now));
    expect(told.books().links.length).toBe(1);
  },
  "under automatic a proven claim links at once, and the customer's other orders are paid too": (engine) => {
    const told = story(engine, { creditPays: "automatic" }).place(1).place(2).pays({ n: 1, from: "a", units: 25n }).claim(1, "a").is({ 1: "paid", 2: "paid" }).holds({ a: 5n });
    expect(viasInto(told, ord(2))).toEqual(["link"]);
  },
  "an order moved to another customer keeps its claim and links nobody": (engine) => {
    const told = story(engine).place(1).claim(1, "a").do((flow, standing, now) => flow.reassign({ order: ord(1), customer: cus("bob") }, standing, now)).is({ 1: "claimed" });
    expect([orderOf(told, 1).claimer?.account, orderOf(told, 1).customer, told.books().links]).toEqual([acc("a"), cus("bob"), []]);
    told.pays({ n: 1, from: "a", units: 10n }).is({ 1: "paid" });
  },
  "an edited note counts as a plain claim": (engine) => {
    const facts = { id: ord(1), factsAt: new Date("2026-12-01"), name: null, customer: cus("alice"), price: null, total: null, state: "open", note: null, noteClaim: signed("a", "note") } as const;
    const told = story(engine, { plainClaims: "on" }).place(1).do((flow, standing, now) => flow.change(facts, standing, now));
    expect(orderOf(told, 1).claimer).toEqual({ account: acc("a"), by: "plain" });
    const off = story(engine).place(1).do((flow, standing, now) => flow.change(facts, standing, now)).is({ 1: "unclaimed" });
    expect(off.last().declined.map(({ code }) => code)).toEqual(["plain_claims_off"]);
  },
  "a claim in the note as first delivered is proven": (engine) => {
    const told = story(engine).do((flow, standing, now) => flow.place({ ...newOrder(1), noteClaim: signed("a", "note") }, standing, now)).is({ 1: "claimed" });
    expect(orderOf(told, 1).claimer?.by).toBe("proven");
  },
  "a claim in a memo is heard before its money": (engine) => {
    story(engine).place(1).do((flow, standing, now) => flow.receive({ ...money({ n: 1, from: "a", units: 10n * XTR }), memoClaim: { claim: signed("a"), order: ord(1) } }, standing, now)).is({ 1: "claimed" }).confirms(1).is({ 1: "paid" });
  },
  "credit pays an order once its customer says so, and only that customer": (engine) => {
    const told = give(story(engine).place(1), "alice", 15n).is({ 1: "unclaimed" });
    told.refuses("customer_unknown", (flow, standing, now) => flow.useCredit({ order: ord(1), customer: cus("bob") }, standing, now));
    told.do((flow, standing, now) => flow.useCredit({ order: ord(1), customer: cus("alice") }, standing, now)).is({ 1: "paid" }).holds({ [creditOf("alice")]: 5n });
  },
  "credit is not spent at a rate that has run out, nor at a new one before its customer saw it": (engine) => {
    const press = (told: Story) => told.do((flow, standing, now) => flow.useCredit({ order: ord(1), customer: cus("alice") }, standing, now));
    const late = (perUnit: string) => press(give(story(engine, { quoteSeconds: 3600 }).place(1), "alice", 25n).rates(rate(perUnit)).at(1.5));
    const dearer = late("2").is({ 1: "unclaimed" }).holds({ [creditOf("alice")]: 25n });
    expect([orderOf(dearer, 1).quote?.due.units, orderOf(dearer, 1).creditGranted]).toEqual([20n * XTR, false]);
    press(dearer).is({ 1: "paid" }).holds({ [creditOf("alice")]: 5n });
    late("1").is({ 1: "paid" }).holds({ [creditOf("alice")]: 15n });
    const unknown = give(story(engine, { quoteSeconds: 3600 }).place(1), "alice", 25n).rates().at(1.5);
    unknown.refuses("order_needs_rate", (flow, standing, now) => flow.useCredit({ order: ord(1), customer: cus("alice") }, standing, now));
  },
};
