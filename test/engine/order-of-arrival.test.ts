import { describe, expect, test } from "vitest";
import { isEngineRefusal, inEveryOrder, worldAfter, type Message } from "./arrivals.ts";
import { realEngine } from "./engine.ts";
import { final, money, newOrder, ord, signed, XTR } from "./makes.ts";
import type { Policy } from "#app/engine/policy.ts";
import type { ClaimKind } from "#app/engine/claim.ts";

const engine = await realEngine();

const place: Message = ["O", (flow, standing, now) => flow.place(newOrder(1), standing, now)];
const confirm: Message = ["C", (flow, standing, now) => flow.confirm(final(1), standing, now)];
const paid = (names: boolean): Message => [names ? "P(id)" : "P", (flow, standing, now) => flow.receive(money({ n: 1, from: "a", units: 10n * XTR, names: names ? ord(1) : null }), standing, now)];
const claim = (kind: ClaimKind): Message => ["K", (flow, standing, now) => flow.claim({ claim: signed("a", kind, "same"), order: ord(1) }, standing, now)];

const CASES: readonly (readonly [string, Partial<Policy>, readonly Message[]])[] = [
  ["a bound claim and money that names nothing", {}, [place, claim("bound"), paid(false), confirm]],
  ["a bound claim and money that names the order", {}, [place, claim("bound"), paid(true), confirm]],
  ["a plain claim and money that names nothing", { plainClaims: "on" }, [place, claim("plain"), paid(false), confirm]],
  ["a plain claim and money that names the order", { plainClaims: "on" }, [place, claim("plain"), paid(true), confirm]],
  ["no claim and money that names the order", {}, [place, paid(true), confirm]],
  ["every message twice", {}, [place, claim("bound"), paid(true), confirm, paid(true)]],
];

describe.each(CASES)("%s", (_, policy, messages) => {
  test.each(inEveryOrder(messages).map((sequence) => [sequence.map(([name]) => name).join(" → "), sequence] as const))("%s ends paid, with nothing left over", (_, sequence) => {
    const { order, held, transfers } = worldAfter(engine, policy, sequence);
    expect({ order, held, transfers }).toEqual({ order: "paid", held: "acc_tari:mainnet:a.XTR=0", transfers: 2 });
  });
});

test("a claim made before its order is refused, and is as good when it is made again", () => {
  expect(isEngineRefusal(engine, claim("bound"))).toBe("order_unknown");
});
