import fc from "fast-check";
import { expect, test } from "vitest";
import { shopId } from "#app/engine/ids.ts";
import { tari } from "#app/providers/tari/provider.ts";
import { parsePaymentLink } from "#app/providers/tari/link.ts";
import { qrPng, qrSvg, versionOf } from "#app/qr/qr.ts";
import { vectors } from "../providers/tari-vectors.ts";
import { readPng, readSvg, unpackedSize, writtenBelow } from "./decode.ts";

const single = vectors.addresses.find(({ name }) => name === "hot-1")?.base58 ?? "";
const dual = vectors.addresses.find(({ name }) => name === "dual ann view, ben spend")?.base58 ?? "";

const links = (to: string, units: bigint, shop = "tally.myshopify.com", orderId = "5674593747156") =>
  tari.ways({ shop: shopId(shop), orderId, reference: `${shop}/${orderId}/${"0123456789abcdef".repeat(2)}`, left: { asset: "XTR/6", units }, to: [to] }).flatMap((way) => (way.kind === "link" ? [way.href] : []));

test.each([["a single address", single], ["a dual address", dual]])("every link to %s is read back out of both kinds of image as it is", (_, to) => {
  for (const link of links(to, 477_000_000n)) {
    expect(readPng(qrPng(link))).toBe(link);
    expect(readSvg(qrSvg(link))).toBe(link);
  }
});

test("whatever the order, what is scanned is parsed back to its address, amount and reference", () => {
  const order = fc.record({ to: fc.constantFrom(single, dual), units: fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }), shop: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,40}$/), id: fc.stringMatching(/^[1-9][0-9]{12,19}$/) });
  fc.assert(
    fc.property(order, ({ to, units, shop, id }) => {
      const [link = ""] = links(to, units, `${shop}.myshopify.com`, id);
      expect(parsePaymentLink(readPng(qrPng(link)) ?? "")).toEqual(parsePaymentLink(link));
      expect(parsePaymentLink(link)).toMatchObject({ amount: units, note: `${shop}.myshopify.com/${id}/${"0123456789abcdef".repeat(2)}` });
    }),
    { numRuns: 6 },
  );
});

test("a code is small where the address is, and never large", () => {
  const [toSingle = ""] = links(single, 477_000_000n);
  const [toDual = ""] = links(dual, 477_000_000n);
  expect([versionOf(toSingle), versionOf(toDual)]).toEqual([9, 11]);
});

test("what is written below a code leaves it as readable as it was, and is as large as fits", () => {
  const [link = ""] = links(dual, 477_000_000n);
  for (const below of ["477 XTR", "123456789.123456 XTR", "0.000001 XTR", "9223372036854.775807 ABCDEFGH", "9".repeat(200)]) {
    const image = qrPng(link, { below });
    expect(readPng(image)).toBe(link);
    expect(image.length).toBeLessThan(5_000);
  }
  const rows = writtenBelow(qrPng(link, { below: "1.0" }));
  const scale = rows.length / 7;
  expect(rows.filter((_, y) => y % scale === 0).map((row) => [...row].filter((_, x) => x % scale === 0).join(""))).toEqual([
    " #          ### ",
    "##         #   #",
    " #         #  ##",
    " #         # # #",
    " #         ##  #",
    " #    ##   #   #",
    "###   ##    ### ",
  ]);
  expect(writtenBelow(qrPng(link, { below: "₿" }))).toEqual([]);
});

test("images are dark on light whatever the page's colours, with a quiet zone, and light on the wire", () => {
  const [link = ""] = links(dual, 477_000_000n);
  const svg = qrSvg(link);
  const side = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1]);
  expect(svg).toContain(`<path fill="#fff" d="M0 0h${side}v${side}H0z"/>`);
  const xs = [...svg.matchAll(/M(\d+) (\d+)\.5h(\d+)/g)].map(([, x, y, length]) => [Number(x), Number(y), Number(x) + Number(length)] as const);
  expect([Math.min(...xs.map(([x]) => x)), Math.min(...xs.map(([, y]) => y)), Math.max(...xs.map(([, , end]) => end))]).toEqual([4, 4, side - 4]);
  const png = qrPng(link);
  expect(png.length).toBeLessThan(4_000);
  expect(unpackedSize(png)).toBeLessThan(30_000);
});
