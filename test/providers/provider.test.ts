import { expect, test } from "vitest";
import { orderId } from "#app/engine/ids.ts";
import type { Asking } from "#app/providers/provider.ts";
import { manual, manualSeat } from "#app/providers/manual/provider.ts";
import { providers } from "#app/providers/registry.ts";
import { withPaymentId } from "#app/providers/tari/address.ts";
import { parseAddress, toBase58 } from "#app/providers/tari/address-text.ts";
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
  expect(address).toEqual({ kind: "address", address: hot?.base58, emoji: hot?.emoji, money: asking.left, note: reference });
});

test("where the shop receives at a dual address the order has its own, and the plain one with a note comes second", () => {
  const dual = vectors.addresses.find(({ name }) => name === "dual hot on esmeralda");
  const [own, plain, older, ownAddress, plainAddress] = tari.ways({ ...asking, to: [dual?.base58 ?? ""] });
  const link = parsePaymentLink(own?.kind === "link" ? own.href : "");
  expect(link).toMatchObject({ amount: 477_000_000n, note: reference, address: { spendKey: dual?.spend_key, paymentId: Buffer.from("42~aaaa").toString("hex") } });
  expect(parsePaymentLink(plain?.kind === "link" ? plain.href : "")).toMatchObject({ note: reference, address: { spendKey: dual?.spend_key, paymentId: null } });
  expect(parseTpsLink(older?.kind === "link" ? older.href : "")).toMatchObject({ orderId: reference, address: { paymentId: null } });
  expect([own, plain, older].map((way) => way?.kind === "link" && way.flavour)).toEqual(["own", "standard", "older"]);
  expect(ownAddress).toMatchObject({ kind: "address", address: link && toBase58(link.address), note: null });
  expect(plainAddress).toMatchObject({ kind: "address", address: dual?.base58, note: reference });
});

test("a shop that receives at a payment id of its own gives each order another all the same", () => {
  const dual = vectors.addresses.find(({ name }) => name === "dual hot on esmeralda");
  const read = parseAddress(dual?.base58 ?? "");
  const carrying = read.ok ? toBase58(withPaymentId(read.address, Buffer.from("mine"))) : "";
  const [own] = tari.ways({ ...asking, to: [carrying] });
  expect(parsePaymentLink(own?.kind === "link" ? own.href : "")?.address.paymentId).toBe(Buffer.from("42~aaaa").toString("hex"));
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

test.each(vectors.wallet_messages.map((vector) => [vector.id, vector] as const))("pushed notice %s: read, and signed as the vector says", async (_, { body, valid }) => {
  const pushed = "payment" in body ? tari.pushed.seen(body) : tari.pushed.confirmed(body);
  expect(pushed.ok && (await pushed.isSigned())).toBe(valid);
  expect(pushed).toMatchObject({ ok: true, notice: { output: "0", kind: "payment" in body ? "seen" : "confirmed" } });
});

test("the merchant's word is shown to no shopper, and one act is one payment", () => {
  expect(manual.ways()).toEqual([]);
  expect(manualSeat(orderId("7"), "act-1")).toEqual(manualSeat(orderId("7"), "act-1"));
  expect(manualSeat(orderId("7"), "act-1")).not.toEqual(manualSeat(orderId("7"), "act-2"));
});
