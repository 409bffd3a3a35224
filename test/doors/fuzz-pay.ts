import fc from "fast-check";
import type { Samples, Thrown } from "./fuzz-messages.ts";
import { changed, odd, rawBytes, safely, trap } from "./fuzz-mutations.ts";

/** What a shopper's pages have to show, and what shoppers may ask there. */
export type PaySamples = {
  readonly pages: readonly { readonly token: string; readonly order: string }[];
  /** Tokens of the right form that open nothing: made with another shop's key, of orders nobody placed, or by chance. */
  readonly strange: readonly string[];
  /** By their place in `pages`: claims that are true, of other orders. */
  readonly elsewhere: readonly (readonly string[])[];
  /** Session tokens that are truly signed, and not by whom the checkout's order belongs to; `answers` is what may then be said besides a refusal. */
  readonly bystanders: readonly { readonly token: string; readonly checkout: string; readonly answers?: number }[];
};

const looks = ["status", "events", "receipt.json", "qr.png", "qr.svg"] as const;
const acts = ["claim", "quote", "credit", "ask-refund"] as const;
const wanted = fc.constantFrom("application/json", "text/html,application/xhtml+xml", "*/*", "");
const typed = fc.constantFrom("application/json", "application/x-www-form-urlencoded", "text/plain", "");

const said = (accept: string, type: string) => ({ ...(accept && { accept }), ...(type && { "content-type": type }) });
const form = (name: string, text: string) => `${name}=${safely(text)}`;

/** At the doors beside a pay page: keys that open nothing, claims of something else, wishes of whom nothing is owed. */
export function forgedPay(samples: Samples): fc.Arbitrary<Thrown> {
  return fc.oneof({ weight: 4, arbitrary: wrongToken(samples) }, { weight: 4, arbitrary: misplacedClaim(samples) }, wishForNothing(samples), { weight: 2, arbitrary: bystander(samples) });
}

function wrongToken({ pages, strange, claims, domain, otherDomain }: Samples): fc.Arbitrary<Thrown> {
  const known = new Set(pages.map(({ token }) => token));
  const page = fc.constantFrom(...pages);
  const token = fc.oneof({ weight: 2, arbitrary: changed(page.map((each) => each.token)) }, { weight: 2, arbitrary: fc.constantFrom(...strange) }, page.map((each) => each.token.toUpperCase()), trap).filter((text) => !known.has(text));
  const shop = fc.constantFrom(domain, otherDomain, "");
  // A token of another shop's key is the right one where that very shop is named as its own.
  const named = (text: string, of: string): string => (of === otherDomain && strange.includes(text) ? domain : of);
  const look = fc.tuple(token, fc.constantFrom(...looks), page, shop, wanted).map(([text, name, { order }, of, accept]): Thrown => ({ method: "GET", path: `/pay/${safely(text)}/${name}?o=${order}&s=${named(text, of)}`, headers: said(accept, ""), body: null, opens: "nothing" }));
  const act = fc.tuple(token, fc.constantFrom(...acts), fc.oneof(fc.constantFrom(...claims), odd, rawBytes), wanted, typed).map(([text, name, body, accept, type]): Thrown => ({ method: "POST", path: `/pay/${safely(text)}/${name}`, headers: said(accept, type), body }));
  return fc.oneof(look, act);
}

/** Under a key that opens its page: only the claim stands in its own way. */
function misplacedClaim({ pages, elsewhere, claims }: Samples): fc.Arbitrary<Thrown> {
  const place = fc.nat({ max: pages.length - 1 });
  const another = place.chain((at) => fc.tuple(fc.constant(at), fc.constantFrom(...(elsewhere[at] ?? []))));
  const broken = fc.tuple(place, fc.oneof(fc.constantFrom(...claims), changed(fc.constantFrom(...claims)), odd, trap));
  return fc.tuple(fc.oneof(another, broken), wanted, fc.boolean()).map(([[at, claim], accept, isForm]): Thrown => ({
    method: "POST",
    path: `/pay/${pages[at]?.token ?? ""}/claim`,
    headers: said(accept, isForm ? "application/x-www-form-urlencoded" : "application/json"),
    body: isForm ? form("claim", claim) : claim,
  }));
}

/** Nothing came for these orders, so there is nothing to send back, in whatever words it is asked for. */
function wishForNothing({ pages }: Samples): fc.Arbitrary<Thrown> {
  const body = fc.oneof(rawBytes, odd, trap.map((text) => form("text", text)), odd.map((value) => `{"text":${value}}`));
  return fc.tuple(fc.constantFrom(...pages), body, wanted, typed).map(([{ token }, text, accept, type]): Thrown => ({ method: "POST", path: `/pay/${token}/ask-refund`, headers: said(accept, type), body: text }));
}

function bystander({ bystanders }: Samples): fc.Arbitrary<Thrown> {
  return fc.tuple(fc.constantFrom(...bystanders), fc.constantFrom("GET", "POST")).map(([{ token, checkout, answers }, method]): Thrown => ({
    method, path: `/checkout/credit?token=${checkout}`, headers: { authorization: `Bearer ${token}` }, body: method === "GET" ? null : "{}", opens: "nothing", ...(answers !== undefined && { answers }),
  }));
}

/** Under true keys, everything a shopper may ask, in odd words. (An open page of changes never ends, so none is opened.) */
export function anyTrueWish({ pages, claims }: Samples): fc.Arbitrary<Thrown> {
  const page = fc.constantFrom(...pages);
  const body = fc.oneof(rawBytes, odd, trap.map((text) => form("text", text)), odd.map((value) => `{"text":${value}}`), fc.constantFrom(...claims).map((claim) => form("claim", claim)));
  const act = fc.tuple(page, fc.constantFrom(...acts), body, wanted, typed, trap).map(([{ token }, name, text, accept, type, lang]): Thrown => ({ method: "POST", path: `/pay/${token}/${name}?lang=${safely(lang)}`, headers: said(accept, type), body: text }));
  const look = fc.tuple(page, fc.constantFrom("status", "qr.png", "qr.svg"), trap, trap).map(([{ token }, name, o, s]): Thrown => ({ method: "GET", path: `/pay/${token}/${name}?o=${safely(o)}&s=${safely(s)}`, headers: { "if-none-match": `"${safely(o)}"` }, body: null }));
  return fc.oneof(act, look);
}
