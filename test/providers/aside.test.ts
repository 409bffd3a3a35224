import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { verifyAside } from "#app/providers/tari/aside.ts";
import { publicKey } from "#app/providers/tari/ristretto.ts";
import { sign, type Signed } from "#app/providers/tari/schnorr.ts";

const secret = "07".padEnd(64, "0");
const made = (message: string): Signed => ({ domain: "WalletSignature", key: publicKey(secret), message, signature: sign({ domain: "WalletSignature", secret, message }) });

test("a thread says of each signature what it is, however many ask at once, and whatever they ask", async () => {
  const right = Array.from({ length: 40 }, (_, index) => made(`message ${index}`));
  const wrong = [
    ...right.map((signed) => ({ ...signed, message: `${signed.message}!` })),
    { ...made("x"), domain: "MemoSignature" as const },
    { ...made("x"), key: "00".repeat(32) },
    { ...made("x"), signature: "" },
    { ...made("x"), key: "no hex at all", signature: "😀" },
  ];
  expect(await Promise.all(right.map(verifyAside))).toEqual(right.map(() => true));
  expect(await Promise.all(wrong.map(verifyAside))).toEqual(wrong.map(() => false));
});

test("while signatures are looked at, the event loop goes on", async () => {
  const one = made("m");
  expect(await verifyAside(one)).toBe(true);
  let isDone = false;
  const all = Promise.all(Array.from({ length: 300 }, () => verifyAside(one))).then(() => void (isDone = true));
  let turns = 0;
  for (; !isDone; turns++) await turn();
  await all;
  // Here each would have taken a turn of its own, and a third of a millisecond of it.
  expect(turns).toBeGreaterThan(300);
});
