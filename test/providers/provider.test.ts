import { expect, test } from "vitest";
import { orderId } from "#app/engine/ids.ts";
import type { Asking } from "#app/providers/provider.ts";
import { manual, manualSeat } from "#app/providers/manual/provider.ts";
import { providers } from "#app/providers/registry.ts";
import { parsePaymentLink, parseTpsLink } from "#app/providers/tari/link.ts";
import { tari } from "#app/providers/tari/provider.ts";
import { vectors } from "./tari-vectors.ts";

const hot = vectors.addresses.find(({ name }) => name === "hot-1");
const reference = `tally.myshopify.com/42/${"a".repeat(32)}`;
const asking: Asking = { shop: "tally.myshopify.com", orderId: "42", reference, left: { asset: "XTR/6", units: 477_000_000n }, to: ["no address", hot?.base58 ?? ""] };

test("every provider is found by its own name", () => {
  for (const [name, provider] of Object.entries(providers)) expect(provider.name).toBe(name);
});

test("a Tari order is paid by a link with its reference, by the older link, or by hand", () => {
  const [standard, older, address] = tari.ways(asking);
  expect(standard).toMatchObject({ kind: "link", flavour: "standard" });
  expect(parsePaymentLink(standard?.kind === "link" ? standard.href : "")).toMatchObject({ amount: 477_000_000n, note: reference });
  // Where TPS has the order id our links have the reference, so that an unchanged wallet signs what proves something.
  expect(parseTpsLink(older?.kind === "link" ? older.href : "")).toMatchObject({ shop: "tally.myshopify.com", orderId: reference, amount: 477_000_000n });
  expect(address).toEqual({ kind: "address", address: hot?.base58, money: asking.left, note: reference });
});

test.each<readonly [string, Partial<Asking>]>([
  ["nothing is left to pay", { left: { asset: "XTR/6", units: 0n } }],
  ["another asset is asked for", { left: { asset: "LTC/8", units: 5n } }],
  ["no wallet is registered", { to: [] }],
])("there is no way to pay where %s", (_, change) => expect(tari.ways({ ...asking, ...change })).toEqual([]));

test("a receiving wallet is read in every form of its address, and is one payer", () => {
  const readings = [hot?.base58, hot?.hex, hot?.emoji].map((text) => tari.wallets.read(text ?? ""));
  expect(new Set(readings.map((read) => read.ok && `${read.address} ${read.payer} ${read.network}`))).toHaveLength(1);
  expect(tari.wallets.read("nonsense")).toMatchObject({ ok: false, field: "address" });
});

test.each(vectors.wallet_messages.map((vector) => [vector.id, vector] as const))("pushed notice %s: read, and signed as the vector says", (_, { body, valid }) => {
  const pushed = "payment" in body ? tari.pushed.seen(body) : tari.pushed.confirmed(body);
  expect(pushed.ok && pushed.isSigned()).toBe(valid);
  expect(pushed).toMatchObject({ ok: true, notice: { output: "0", kind: "payment" in body ? "seen" : "confirmed" } });
});

test("the merchant's word is shown to no shopper, and one act is one payment", () => {
  expect(manual.ways()).toEqual([]);
  expect(manualSeat(orderId("7"), "act-1")).toEqual(manualSeat(orderId("7"), "act-1"));
  expect(manualSeat(orderId("7"), "act-1")).not.toEqual(manualSeat(orderId("7"), "act-2"));
});
