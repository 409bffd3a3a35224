import { createHash } from "node:crypto";
import type { Context as Call } from "hono";
import { expectOrder } from "#app/commands/expect-order.ts";
import { printShort, symbolOf, type Money } from "#app/engine/money.ts";
import { stateOf, type PayView } from "#app/engine/paying.ts";
import { bestLink, waysToPay } from "#app/providers/ways.ts";
import { qrPng, qrSvg } from "#app/qr/qr.ts";
import { payView } from "#app/store/reads/pay.ts";
import { door, type Door } from "./door.ts";
import { problem } from "./problem.ts";
import { anybody, countCallers, tellAllowances } from "./strangers.ts";

/**
 * An order's QR code as an image, for mails and for whoever shows it elsewhere: it asks for what is left to pay. Where there
 * is nothing to pay, or we have not heard of the order yet, it leads to the order's page, so that an image which some
 * mail server keeps for years is never wrong. Under a code of the PNG that asks for money stands how much, since a mail cannot know it. (That a wrong token takes as long as a right one is seen to by the doors of pay.ts.)
 */
export const qr = door();

const images = { "qr.png": { type: "image/png", draw: qrPng }, "qr.svg": { type: "image/svg+xml", draw: qrSvg } } as const;

for (const [name, image] of Object.entries(images)) {
  qr.get(`/pay/:token/${name}`, tellAllowances, countCallers(anybody), (c) => answerImage(c, image));
}

type Image = (typeof images)[keyof typeof images];

/** What the code says, what is written below it, and whether it may be kept until it changes. */
type Content = { readonly text: string; readonly below: string | null; readonly keep: "until it changes" | "no" };

async function answerImage(c: Call<Door>, { type, draw }: Image): Promise<Response> {
  const content = await c.var.inLine(() => contentOf(c));
  if (content === null) return problem(c, 404, "order_unknown", "No order is known by this link.");
  c.set("proven", "shopper");
  const tag = `"${createHash("sha256").update(`${type} ${content.text} ${content.below ?? ""}`).digest("base64url").slice(0, 22)}"`;
  c.header("ETag", tag);
  // Kept, but never shown unasked: by then part of it may be paid.
  c.header("Cache-Control", content.keep === "no" ? "no-store" : "no-cache");
  // Mail is read on pages of other origins.
  c.header("Cross-Origin-Resource-Policy", "cross-origin");
  if (isKnown(c.req.header("if-none-match"), tag)) return c.body(null, 304);
  return c.body(toBytes(draw(content.text, content)), 200, { "Content-Type": type });
}

async function contentOf(c: Call<Door>): Promise<Content | null> {
  const { context } = c.var;
  const token = c.req.param("token") ?? "";
  const { o: order = "", s: shop = "" } = c.req.query();
  const known = await contentFor(c, token);
  const expected = known ? null : await expectOrder(context, { token, order, shop });
  if (expected?.state === "here") return contentFor(c, expected.token);
  return expected ? { text: `${pageOf(c, token)}?${new URLSearchParams({ o: order, s: shop }).toString()}`, below: null, keep: "no" } : known;
}

async function contentFor(c: Call<Door>, token: string): Promise<Content | null> {
  const view = await payView(c.var.context.db.pool, token);
  if (!view) return null;
  const link = linkOf(c, view);
  const left: Money = { asset: view.shop.asset, units: view.missing ?? 0n };
  return { text: link ?? pageOf(c, token), below: link === null ? null : `${printShort(left)} ${symbolOf(left.asset)}`, keep: "until it changes" };
}

const pageOf = (c: Call<Door>, token: string): string => `${c.var.context.config.appUrl}/pay/${encodeURIComponent(token)}`;

/** Not where the rate has run out: money sent now would count at another. */
function linkOf(c: Call<Door>, view: PayView): string | null {
  const { providers, clock } = c.var.context;
  const { shop, order, missing, to } = view;
  const isAsking = ["waiting", "part"].includes(stateOf(view, clock()));
  return isAsking ? bestLink(waysToPay(providers, { shop: shop.id, order, left: missing ?? 0n, to })) : null;
}

const isKnown = (field: string | undefined, tag: string): boolean => field?.split(",").some((each) => each.trim().replace(/^W\//, "") === tag) ?? false;

const toBytes = (drawn: string | Buffer): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(drawn));
