import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgeNonce, nonceWindow } from "#app/providers/tari/nonce.ts";

const descending = (nonces: Iterable<bigint>) => [...nonces].sort((a, b) => (a > b ? -1 : 1));
const upTo = (highest: bigint) => Array.from({ length: nonceWindow }, (_, back) => highest - BigInt(back));

describe("a nonce", () => {
  test.each([
    ["the first", 0n, [], 1n, { ok: true }],
    ["the first, far ahead", 0n, [], 2n ** 63n - 1n, { ok: true }],
    ["the registration's own", 5n, [], 5n, { ok: false, reason: "too_old", highest: 5n }],
    ["below the registration's", 5n, [], 4n, { ok: false, reason: "too_old", highest: 5n }],
    ["the next", 0n, [7n, 3n], 8n, { ok: true }],
    ["one between, never used", 0n, [7n, 3n], 5n, { ok: true }],
    ["one below all used, but above the first", 2n, [7n, 5n], 3n, { ok: true }],
    ["the highest again", 0n, [7n, 3n], 7n, { ok: false, reason: "used", highest: 7n }],
    ["an older one again", 0n, [7n, 3n], 3n, { ok: false, reason: "used", highest: 7n }],
    ["the 64th highest again", 0n, upTo(100n), 37n, { ok: false, reason: "used", highest: 100n }],
    ["one below the 64th highest", 0n, upTo(100n), 36n, { ok: false, reason: "too_old", highest: 100n }],
    ["one above a full window", 0n, upTo(100n), 101n, { ok: true }],
    ["below a re-registration that is above all used", 200n, [100n], 150n, { ok: false, reason: "too_old", highest: 200n }],
  ])("%s", (_, initial, usedDescending, nonce, verdict) => {
    expect(judgeNonce({ initial, usedDescending, nonce })).toEqual(verdict);
  });

  const history = fc.record({ initial: fc.bigInt(0n, 50n), sent: fc.array(fc.bigInt(0n, 300n), { maxLength: 400 }) });

  // What a wallet may do over its whole life, decided message by message.
  function accepted({ initial, sent }: { initial: bigint; sent: readonly bigint[] }, keep: number): readonly bigint[] {
    const used = new Set<bigint>();
    return sent.filter((nonce) => {
      const verdict = judgeNonce({ initial, usedDescending: descending(used).slice(0, keep), nonce });
      if (verdict.ok) used.add(nonce);
      return verdict.ok;
    });
  }

  test("is never taken twice, though only the newest 64 are remembered", () => {
    fc.assert(
      fc.property(history, (life) => {
        const taken = accepted(life, nonceWindow);
        expect(new Set(taken).size).toBe(taken.length);
        expect(taken.every((nonce) => nonce > life.initial)).toBe(true);
      }),
    );
  });

  test("is judged the same however many older ones are remembered", () => {
    fc.assert(fc.property(history, (life) => { expect(accepted(life, nonceWindow)).toEqual(accepted(life, 1000)); }));
  });

  test("above the one that a refusal tells is always taken", () => {
    fc.assert(
      fc.property(history, fc.bigInt(0n, 400n), (life, nonce) => {
        const standing = { initial: life.initial, usedDescending: descending(accepted(life, 1000)) };
        const verdict = judgeNonce({ ...standing, nonce });
        if (!verdict.ok) expect(judgeNonce({ ...standing, nonce: verdict.highest + 1n })).toEqual({ ok: true });
      }),
    );
  });

  test("of 64 sent at once is taken in whatever order they arrive", () => {
    const together = Array.from({ length: nonceWindow }, (_, at) => BigInt(at) + 1000n);
    fc.assert(
      fc.property(fc.shuffledSubarray(together, { minLength: nonceWindow }), (sent) => {
        expect(accepted({ initial: 0n, sent }, nonceWindow)).toEqual(sent);
      }),
    );
  });
});
