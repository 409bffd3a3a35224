import { expect, test } from "vitest";
import { run } from "#app/commands/transact.ts";
import { expireOrder } from "#app/commands/expire-order.ts";
import { payerKey, withPaymentId } from "#app/providers/tari/address.ts";
import { parseAddress, toBase58 } from "#app/providers/tari/address-text.ts";
import { parsePaymentLink } from "#app/providers/tari/link.ts";
import { qrPng } from "#app/qr/qr.ts";
import { machineDoors } from "#app/server.ts";
import { callingFrom } from "./caller.ts";
import { vectors } from "../providers/tari-vectors.ts";
import { readPng, readSvg, writtenBelow } from "../qr/decode.ts";
import { confirm, DUE, openDoors, openShop, orderOf, place, purse, referenceFor, register, report, rows, webhook, orderBody, type Shop } from "./world.ts";

const HOUR = 3_600_000;
const START = new Date("2026-11-20T10:00:00.000Z");

/** A shop that receives at a dual address, of the same key as one that reports. */
async function dualShop(): Promise<Shop> {
  const shop = await openShop(await openDoors(), { hot: null });
  const hot = purse("hot-1");
  const dual = vectors.addresses.find(({ name }) => name === "dual ann view, ben spend");
  const read = parseAddress(dual?.base58 ?? "");
  if (!read.ok) throw new Error(read.reason);
  await register(shop, { ...hot, address: read.address });
  shop.setTime(new Date(START.getTime() + 1));
  await register(shop, hot);
  return shop;
}

async function image(shop: Shop, path: string, headers: Readonly<Record<string, string>> = {}) {
  const answer = await fetch(`${shop.url}/pay/${path}`, { headers });
  return { status: answer.status, headers: answer.headers, bytes: new Uint8Array(await answer.arrayBuffer()) };
}

const scanned = async (shop: Shop, path: string) => readPng((await image(shop, path)).bytes) ?? "";

test("the image asks for what is due at the order's own address, and after half of it for the rest", async () => {
  const shop = await dualShop();
  const order = await place(shop, "5674593747156");
  const png = await image(shop, `${order.token}/qr.png`);
  const svg = await image(shop, `${order.token}/qr.svg`);
  expect([png.status, png.headers.get("content-type"), svg.headers.get("content-type")]).toEqual([200, "image/png", "image/svg+xml"]);
  const link = parsePaymentLink(readPng(png.bytes) ?? "");
  expect(link).toMatchObject({ amount: DUE, note: referenceFor(shop, order) });
  expect(Buffer.from(link?.address.paymentId ?? "", "hex").toString()).toBe(`5674593747156~${order.token.slice(0, 4)}`);
  expect(readSvg(Buffer.from(svg.bytes).toString())).toBe(readPng(png.bytes));
  expect(writtenBelow(png.bytes)).toEqual(written("477 XTR"));
  const half = DUE / 2n;
  await report(shop, "half", { from: purse("ann"), units: half, order: Buffer.from(link?.address.paymentId ?? "", "hex").toString() });
  expect(parsePaymentLink(await scanned(shop, `${order.token}/qr.png`))?.amount).toBe(DUE - half);
  await confirm(shop, "half");
  expect(parsePaymentLink(await scanned(shop, `${order.token}/qr.png`))?.amount).toBe(DUE - half);
  expect(writtenBelow((await image(shop, `${order.token}/qr.png`)).bytes)).toEqual(written("238.5 XTR"));
});

/** What that text looks like below a code that is wide enough for it. */
const written = (below: string): readonly string[] => writtenBelow(qrPng("a link to pay by, as long as one ".repeat(7), { below }));

test("it is kept until it changes, and asked for anew each time it is shown", async () => {
  const shop = await dualShop();
  const order = await place(shop, "1");
  const first = await image(shop, `${order.token}/qr.png`);
  const tag = first.headers.get("etag") ?? "";
  expect([first.headers.get("cache-control"), first.headers.get("cross-origin-resource-policy")]).toEqual(["no-cache", "cross-origin"]);
  const again = await image(shop, `${order.token}/qr.png`, { "If-None-Match": tag });
  expect([again.status, again.bytes.length]).toEqual([304, 0]);
  expect((await image(shop, `${order.token}/qr.svg`)).headers.get("etag")).not.toBe(tag);
  await report(shop, "tx", { from: purse("ann"), units: 1n, memo: referenceFor(shop, order) });
  expect((await image(shop, `${order.token}/qr.png`, { "If-None-Match": tag })).status).toBe(200);
});

test("where nothing is asked for it leads to the order's page", async () => {
  const shop = await dualShop();
  const paid = await place(shop, "1");
  const page = (token: string) => `${shop.context.config.appUrl}/pay/${token}`;
  await report(shop, "tx", { from: purse("ann"), units: DUE, memo: referenceFor(shop, paid) });
  expect(await scanned(shop, `${paid.token}/qr.png`)).toBe(page(paid.token));
  await confirm(shop, "tx");
  expect(await scanned(shop, `${paid.token}/qr.png`)).toBe(page(paid.token));
  expect(writtenBelow((await image(shop, `${paid.token}/qr.png`)).bytes)).toEqual([]);
  const late = await place(shop, "2");
  shop.setTime(new Date(START.getTime() + 3 * HOUR));
  await run(shop.context, expireOrder, { shop: shop.id, input: { order: late.id } });
  expect(await scanned(shop, `${late.token}/qr.png`)).toBe(page(late.token));
});

test("a wrong token is a 404 like any other text, and takes as long as a right one", async () => {
  const shop = await dualShop();
  const order = await place(shop, "1");
  const wrong = order.token.replace(/^./, (first) => (first === "0" ? "1" : "0"));
  for (const text of [wrong, order.token.toUpperCase(), order.token.slice(1), `${order.token}0`, "%00", "..%2f", order.id]) expect((await image(shop, `${text}/qr.png`)).status).toBe(404);
  // It is found wrong sooner than a right one is drawn, and held back for the rest.
  const waited: number[] = [];
  const alike = { ...shop.context, wait: async (ms: number) => void waited.push(ms) };
  const doors = machineDoors(alike);
  const ask = (token: string) => doors.request(`/pay/${token}/qr.png`, {}, callingFrom("203.0.113.9"));
  for (let n = 0; n < 5; n++) expect((await ask(order.token)).status).toBe(200);
  expect(waited).toEqual([]);
  for (let n = 0; n < 9; n++) expect((await ask(wrong)).status).toBe(404);
  expect(waited.length).toBeGreaterThan(0);
});

test("an image in a mail that is opened before Shopify's message leads to the page, has the order fetched, and asks for money once it is known", async () => {
  const shop = await dualShop();
  const id = "5674593747156";
  const token = (await shop.context.payKeys.tokenOf(shop.id, id)) ?? "";
  const query = `?o=${id}&s=${shop.id}`;
  const early = await image(shop, `${token}/qr.png${query}`);
  expect([early.status, early.headers.get("cache-control")]).toEqual([200, "no-store"]);
  expect(readPng(early.bytes)).toBe(`${shop.context.config.appUrl}/pay/${token}${query}`);
  await image(shop, `${token}/qr.png${query}`);
  expect(await rows(shop, `SELECT "source", "result", "decided_at" FROM "inbox"`)).toEqual([{ source: "pay page", result: `fetch: ${id}`, decided_at: null }]);
  await webhook(shop, orderBody(id));
  expect((await orderOf(shop, id))?.token).toBe(token);
  expect(parsePaymentLink(await scanned(shop, `${token}/qr.png${query}`))).toMatchObject({ amount: DUE });
});

test("a mail's link also finds an order that was placed under an older key", async () => {
  const shop = await dualShop();
  const order = await place(shop, "7");
  await shop.context.payKeys.renew(shop.id);
  const token = (await shop.context.payKeys.tokenOf(shop.id, "7")) ?? "";
  expect(token).not.toBe(order.token);
  expect(parsePaymentLink(await scanned(shop, `${token}/qr.png?o=7&s=${shop.id}`))).toMatchObject({ note: referenceFor(shop, order) });
  expect((await image(shop, `${token}/qr.png`)).status).toBe(404);
});

test("without the shop's key nobody learns of an order we have not heard of, or has one fetched", async () => {
  const shop = await dualShop();
  const other = await openShop(shop, { domain: "other.myshopify.com", hot: null });
  const token = (await shop.context.payKeys.tokenOf(shop.id, "7")) ?? "";
  for (const query of ["", "?o=8&s=tally.myshopify.com", `?o=7&s=${other.id}`, "?o=7&s=nobody.myshopify.com", "?o=7", "?s=tally.myshopify.com", "?o=%00&s=%00", "?o=7%2F8&s=tally.myshopify.com"]) {
    expect((await image(shop, `${token}/qr.png${query}`)).status).toBe(404);
  }
  expect(await rows(shop, `SELECT * FROM "inbox"`)).toEqual([]);
});

test("the wallet named by the own address is the one that was registered", async () => {
  const shop = await dualShop();
  const order = await place(shop, "1");
  const link = parsePaymentLink(await scanned(shop, `${order.token}/qr.png`));
  const [wallet] = await rows<{ address: string; payer: string }>(shop, `SELECT "address", "payer" FROM "wallets" ORDER BY "added_at", "id" LIMIT 1`);
  const read = parseAddress(wallet?.address ?? "");
  if (!read.ok || !link) throw new Error("no address");
  expect(toBase58(link.address)).toBe(toBase58(withPaymentId(read.address, Buffer.from(`1~${order.token.slice(0, 4)}`))));
  expect(payerKey(link.address)).toBe(wallet?.payer);
});
