import { expect } from "vitest";
import { acc, creditOf, cus, money, ord, pay, signed, usd, XTR, xtr } from "../makes.ts";
import { orderOf, paymentOf, story, type Rules, type Story } from "../story.ts";
import { creditNoteId } from "#app/engine/ids.ts";
import type { Engine } from "../engine.ts";

const bothWays = (name: string, attack: (engine: Engine, plainClaims: "off" | "on") => void): Rules =>
  Object.fromEntries((["off", "on"] as const).map((plainClaims) => [`${name}, plain claims ${plainClaims}`, (engine: Engine) => attack(engine, plainClaims)]));

const victimPays = (told: Story) => told.place("v", { customer: cus("victim") }).claim("v", "victim").pays({ n: "v", from: "victim", units: 60n }).is({ v: "paid" }).holds({ victim: 50n });
const tryClaim = (told: Story, order: string | number, payer: string, plainClaims: "off" | "on", kind: "bound" | "plain" = "plain") =>
  kind === "plain" && plainClaims === "off"
    ? told.refuses("plain_claims_off", (flow, standing, now) => flow.claim({ claim: signed(payer, kind), order: ord(order) }, standing, now))
    : told.claim(order, payer, kind);

export const attacks: Rules = {
  ...bothWays("a stranger cannot claim a paid order", (engine, plainClaims) => {
    const told = victimPays(story(engine, { plainClaims }));
    for (const kind of ["bound", "note", "plain"] as const) told.refuses("order_not_open", (flow, standing, now) => flow.claim({ claim: signed("stranger", kind), order: ord("v") }, standing, now));
    expect(orderOf(told, "v").claimer?.account).toBe(acc("victim"));
  }),
  ...bothWays("claims on every coming order id are refused and leave nothing", (engine, plainClaims) => {
    const told = story(engine, { plainClaims });
    for (let n = 1; n <= 20; n++) told.refuses("order_unknown", (flow, standing, now) => flow.claim({ claim: signed("stranger", "plain"), order: ord(n) }, standing, now));
    told.place(7).is({ 7: "unclaimed" });
    expect(told.books().claims).toEqual([]);
  }),
  ...bothWays("a stranger's plain claims on every order give way to the shopper's proof", (engine, plainClaims) => {
    const told = story(engine, { plainClaims }).place(1);
    for (let n = 0; n < 18; n++) tryClaim(told, 1, `stranger${n}`, plainClaims);
    told.claim(1, "shopper").pays({ n: 1, from: "shopper", units: 10n }).is({ 1: "paid" }).holds({ shopper: 0n });
  }),
  ...bothWays("a victim's plain claim replayed on a thief's order moves none of the victim's money", (engine, plainClaims) => {
    const told = victimPays(story(engine, { plainClaims })).place("t", { customer: cus("thief") });
    tryClaim(told, "t", "victim", plainClaims).holds({ victim: 50n });
    told.do((flow, standing, now) => flow.settleOwn(acc("victim"), standing, now)).holds({ victim: 50n });
    expect(orderOf(told, "t").status).not.toBe("paid");
  }),
  ...bothWays("a victim's claim replayed in a note of the thief's is only as good as a plain one", (engine, plainClaims) => {
    const told = victimPays(story(engine, { plainClaims })).place("t", { customer: cus("thief") });
    const facts = { id: ord("t"), factsAt: new Date("2026-12-01"), name: null, customer: cus("thief"), price: null, total: null, state: "open", note: null, noteClaim: signed("victim", "note") } as const;
    told.do((flow, standing, now) => flow.change(facts, standing, now)).holds({ victim: 50n });
    expect([orderOf(told, "t").status === "paid", told.books().links.length, orderOf(told, "t").payBy]).toEqual([false, 0, null]);
  }),
  ...bothWays("one unit with a forged sender that names a victim's order moves no money and no deadline", (engine, plainClaims) => {
    for (const claimed of [false, true]) {
      const told = story(engine, { plainClaims }).place(1);
      expect(orderOf(told, 1).payBy).toBeNull();
      if (claimed) told.claim(1, "shopper");
      const before = orderOf(told, 1);
      told.at(1).do((flow, standing, now) => flow.receive(money({ n: "dust", from: "victim", units: 1n, names: ord(1) }), standing, now)).confirms("dust");
      const now = orderOf(told, 1);
      expect([now.claimBy, now.payBy, now.heldUntil]).toEqual([before.claimBy, before.payBy, before.heldUntil]);
      expect(now.status).toBe("claimed");
      told.at(50).expire(1).is({ 1: "expired" });
    }
  }),
  ...bothWays("a forged sender lends a thief's order no more than the money that came", (engine, plainClaims) => {
    const told = victimPays(story(engine, { plainClaims })).place("t", { customer: cus("thief") });
    told.do((flow, standing, now) => flow.receive(money({ n: "dust", from: "victim", units: 1n, names: ord("t") }), standing, now)).confirms("dust");
    tryClaim(told, "t", "victim", plainClaims).is({ t: "claimed" });
    expect(told.books().accounts.get(acc("victim"))?.held).toBe(50n * XTR + 1n);
  }),
  ...bothWays("a guest under a customer's e-mail reaches neither that customer's credit nor its payers", (engine, plainClaims) => {
    const told = victimPays(story(engine, { plainClaims })).do((flow, standing, now) => flow.link({ order: ord("v"), account: acc("victim") }, standing, now))
      .do((flow, standing, now) => flow.credit({ id: creditNoteId("n1"), customer: cus("victim"), money: xtr(40n * XTR) }, standing, now))
      .place("g", { customer: cus("victim") }).claim("g", "guest").is({ g: "claimed" }).pays({ n: "g", from: "guest", units: 1n }).is({ g: "claimed" });
    told.holds({ victim: 50n, [creditOf("victim")]: 40n });
    expect(told.books().links.map(({ account }) => account)).toEqual([acc("victim")]);
  }),
  ...bothWays("a friend who paid once is not the purse of later orders", (engine, plainClaims) => {
    story(engine, { plainClaims }).place(1).claim(1, "friend").pays({ n: 1, from: "friend", units: 60n }).is({ 1: "paid" }).place(2).is({ 2: "unclaimed" })
      .do((flow, standing, now) => flow.change({ id: ord(2), factsAt: new Date("2026-12-01"), name: null, customer: cus("alice"), price: usd("5"), total: null, state: "open", note: null, noteClaim: null }, standing, now))
      .is({ 2: "unclaimed" }).holds({ friend: 50n });
  }),
  ...bothWays("a wallet neither confirms, drops nor reverses what another one reported", (engine, plainClaims) => {
    const told = story(engine, { plainClaims }).place(1).claim(1, "a").sees({ n: 1, from: "a", units: 10n })
      .refuses("not_the_reporter", (flow, standing, now) => flow.confirm({ payment: pay(1), wallet: "wallet_evil" as never, confirmations: 9, limits: null }, standing, now))
      .refuses("not_the_reporter", (flow, standing, now) => flow.reverse({ payment: pay(1), wallet: "wallet_evil" as never }, standing, now));
    told.sees({ n: 1, from: "a", units: 10n, wallet: "evil" }).refuses("not_the_reporter", (flow, standing, now) => flow.reverse({ payment: pay(1), wallet: "wallet_evil" as never }, standing, now));
    told.confirms(1).is({ 1: "paid" }).refuses("not_the_confirmer", (flow, standing, now) => flow.reverse({ payment: pay(1), wallet: "wallet_evil" as never }, standing, now)).is({ 1: "paid" });
  }),
  ...bothWays("a wallet that reports another's payment first with other content makes no money of it", (engine, plainClaims) => {
    const told = story(engine, { plainClaims }).place(1).place("t", { customer: cus("thief") }).claim(1, "a").claim("t", "thief")
      .sees({ n: 1, from: "thief", units: 10n, wallet: "evil" }).sees({ n: 1, from: "a", units: 10n }).confirms(1, "evil").confirms(1).is({ 1: "claimed", t: "claimed" }).holds({ a: 0n, thief: 0n });
    expect(paymentOf(told, 1).contested).toBe(true);
    const [, honest] = paymentOf(told, 1).reports;
    told.do((flow, standing, now) => flow.pick({ payment: pay(1), report: honest ?? { wallet: null, money: xtr(0n), sender: null } }, standing, now)).is({ 1: "paid", t: "claimed" });
  }),
};
