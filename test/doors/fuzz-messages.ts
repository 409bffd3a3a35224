import { createHmac } from "node:crypto";
import fc from "fast-check";
import { changed, odd, rawBytes, safely, trap } from "./fuzz-mutations.ts";
import { anyTrueWish, forgedPay, type PaySamples } from "./fuzz-pay.ts";

/** A message as it is thrown at a door. Where it opens nothing, looking is refused too, unless it is answered as `answers` says. */
export type Thrown = { readonly method: string; readonly path: string; readonly headers: Readonly<Record<string, string>>; readonly body: string | Uint8Array<ArrayBuffer> | null; readonly home?: true; readonly opens?: "nothing"; readonly answers?: number };

/** True messages to start from; what makes them true is gone or does not fit before they are thrown. */
export type Samples = PaySamples & {
  readonly domain: string;
  readonly otherDomain: string;
  /** Webhook bodies by topic. */
  readonly webhooks: readonly { readonly topic: string; readonly body: string }[];
  /** Claims whose signature fits something else. */
  readonly claims: readonly string[];
  /** By the door they belong to; signed by nobody here, with another nonce, or over another payload. */
  readonly wallet: readonly { readonly door: string; readonly body: string }[];
  /** Session tokens that are not for us, or over. */
  readonly tokens: readonly string[];
  readonly references: readonly string[];
};

const header = (text: string) => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, "?");
const hmac = (secret: string, body: string | Uint8Array) => createHmac("sha256", secret).update(body).digest("base64");

/** Everything that may be thrown at the doors and must not come through. */
export function anyMessage(samples: Samples, routes: readonly { readonly method: string; readonly path: string }[]): fc.Arbitrary<Thrown> {
  return fc.oneof(
    { weight: 6, arbitrary: forgedWebhook(samples) },
    { weight: 6, arbitrary: forgedClaim(samples) },
    { weight: 7, arbitrary: forgedWallet(samples) },
    { weight: 3, arbitrary: forgedCheckout(samples) },
    { weight: 2, arbitrary: forgedPay(samples) },
    { weight: 4, arbitrary: strayed(samples, routes) },
  );
}

const under = ({ domain, otherDomain }: Samples): fc.Arbitrary<string> => fc.oneof({ weight: 6, arbitrary: fc.constant("") }, fc.constantFrom(domain, otherDomain, domain.toUpperCase(), "nobody.myshopify.com").map((shop) => `/s/${shop}`), trap.map((text) => `/s/${safely(text)}`));

const contentType = fc.constantFrom("application/json", "application/json; charset=utf-16", "text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "");
const json = (type: string): Readonly<Record<string, string>> => (type === "" ? {} : { "content-type": type });

function forgedWebhook({ webhooks, domain, otherDomain }: Samples): fc.Arbitrary<Thrown> {
  const wrongly = (body: string): readonly string[] => {
    const [true_, foreign] = [hmac("test-secret", body), hmac("not our secret", body)];
    return [foreign, hmac("test-secret", `${body} `), hmac("", body), hmac("test-secret", "another body"), true_.slice(0, -1), true_.replace("=", ""), `${true_}=`, ` =${true_}`, Buffer.from(true_, "base64").toString("hex"), "", `${"A".repeat(43)}=`];
  };
  const pairs = webhooks.flatMap(({ topic, body }) => wrongly(body).map((signed) => ({ topic, body, signed })));
  // Under a true signature everything but the very body is a forgery.
  const kept = fc.constantFrom(...pairs);
  const altered = fc.tuple(fc.constantFrom(...webhooks), fc.oneof(rawBytes, changed(fc.constantFrom(...webhooks.map(({ body }) => `${body} `))))).map(([{ topic, body: signedBody }, body]) => ({ topic, body, signed: hmac(body === signedBody ? "not our secret" : "test-secret", signedBody) }));
  const text = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(domain, otherDomain, ...webhooks.map(({ topic }) => topic)) }, trap);
  const path = fc.constantFrom("/webhooks/orders", "/webhooks/app", "/webhooks/compliance");
  return fc.tuple(fc.oneof(kept, altered), text, text, trap, path).map(([{ topic, body, signed }, shop, other, event, path]) => ({
    method: "POST",
    path,
    headers: { "content-type": "application/json", "x-shopify-hmac-sha256": header(signed), "x-shopify-topic": header(other === shop ? topic : other), "x-shopify-shop-domain": header(shop), "x-shopify-event-id": header(event), "x-shopify-triggered-at": header(event) },
    body,
  }));
}

function forgedClaim(samples: Samples): fc.Arbitrary<Thrown> {
  const text = fc.oneof(changed(fc.constantFrom(...samples.references)), trap, fc.constantFrom(...samples.references));
  const shaped = fc.record({ address: odd, order_id: fc.oneof(text.map((each) => JSON.stringify(each)), odd), signature: odd }).map(({ address, order_id, signature }) => `{"address":${address},"order_id":${order_id},"signature":${signature}}`);
  const body = fc.oneof({ weight: 4, arbitrary: changed(fc.constantFrom(...samples.claims)) }, { weight: 2, arbitrary: fc.constantFrom(...samples.claims) }, shaped, rawBytes, odd);
  return fc.tuple(under(samples), body, contentType).map(([shop, body, type]) => ({ method: "POST", path: `${shop}/order/claim`, headers: json(type), body }));
}

function forgedWallet(samples: Samples): fc.Arbitrary<Thrown> {
  const doors = fc.constantFrom("incoming_payment", "tx_confirmation", "tx_reversal");
  const one = fc.constantFrom(...samples.wallet);
  const body = fc.oneof({ weight: 4, arbitrary: changed(one.map(({ body }) => body)) }, rawBytes, odd, odd.map((value) => `{"payment":${value},"confirmation":${value},"reversal":${value},"auth":${value}}`));
  const mutated = fc.tuple(under(samples), doors, body, contentType).map(([shop, door, body, type]): Thrown => ({ method: "POST", path: `${shop}/wallet/${door}`, headers: json(type), body }));
  // As it is and from where its wallet may call: only the signature stands in its way.
  const near = fc.tuple(one, fc.boolean()).map(([{ door, body }, home]): Thrown => ({ method: "POST", path: `/wallet/${door}`, headers: {}, body, ...(home && { home }) }));
  return fc.oneof({ weight: 6, arbitrary: mutated }, near);
}

function forgedCheckout({ tokens }: Samples): fc.Arbitrary<Thrown> {
  const bearer = fc.oneof(fc.constantFrom(...tokens), changed(fc.constantFrom(...tokens)), trap);
  const door = fc.constantFrom(["GET", "order"], ["GET", "order"], ["GET", "credit"], ["POST", "credit"]);
  return fc.tuple(bearer, fc.oneof(trap, fc.constant("checkout-5001")), fc.constantFrom("Bearer ", "bearer ", "Basic ", ""), door).map(([token, checkout, scheme, [method = "GET", name]]): Thrown => ({ method, path: `/checkout/${name}?token=${safely(checkout)}`, headers: { authorization: header(scheme + token) }, body: null, opens: "nothing" }));
}

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"] as const;

/** Any door, whatever colleagues add, by any method, with anything. */
function strayed(samples: Samples, routes: readonly { readonly method: string; readonly path: string }[]): fc.Arbitrary<Thrown> {
  const path = fc.tuple(fc.constantFrom(...routes), trap).map(([route, text]) => route.path.replaceAll(/:\w+|\*/g, safely(text)));
  const body = fc.oneof(rawBytes, odd, fc.constantFrom(...samples.claims), changed(fc.constantFrom(...samples.claims)));
  return fc.record({ path, method: fc.constantFrom(...methods), query: trap, type: contentType, accept: trap, body, encoding: fc.constantFrom("", "gzip", "br", "identity, gzip") }).map(({ path, method, query, type, accept, body, encoding }) => ({
    method,
    path: `${path.startsWith("/") ? path : `/${path}`}?${safely(query)}=${safely(accept)}`,
    headers: { ...json(type), accept: header(accept), ...(encoding && { "content-encoding": encoding }) },
    body: method === "GET" || method === "HEAD" ? null : body,
  }));
}

export type Signers = {
  readonly payment: (of: { readonly txid: string; readonly units: bigint; readonly memo: string | null; readonly order: string | null }) => string;
  readonly confirmation: (txid: string, confirmations: number | null) => string;
  readonly reversal: (txid: string) => string;
  readonly claim: (text: string) => string;
  readonly token: string;
};

/** What is truly signed and odd all the same: it may be taken or refused, and must never be our failure. */
export function anyTrueMessage(samples: Samples, webhooks: Samples["webhooks"], sign: Signers): fc.Arbitrary<Thrown> {
  const text = fc.oneof({ weight: 2, arbitrary: trap }, changed(fc.constantFrom(...samples.references, "5001", "tx-1")));
  const maybe = fc.option(text);
  const units = fc.oneof(fc.bigInt(1n, 2n ** 63n - 1n), fc.constantFrom(1n, 477_000_000n));
  const depth = fc.option(fc.nat());
  const say = (door: string, body: fc.Arbitrary<string>) => body.map((body): Thrown => ({ method: "POST", path: `/wallet/${door}`, headers: {}, body, home: true }));
  const hook = fc.tuple(fc.constantFrom(...webhooks), fc.nat({ max: webhooks.length - 1 }), fc.constantFrom(samples.domain, samples.otherDomain), trap, fc.uuid());
  const wholly = hook.chain(([{ topic, body }, other, shop, at, event]) => fc.oneof(changed(fc.constant(body)), rawBytes, odd, fc.constant(body)).map((body): Thrown => ({
    method: "POST",
    path: "/webhooks/orders",
    headers: { "x-shopify-hmac-sha256": hmac("test-secret", body), "x-shopify-topic": event < "8" ? topic : (webhooks[other]?.topic ?? topic), "x-shopify-shop-domain": shop, "x-shopify-event-id": event, "x-shopify-triggered-at": at === "" ? "-271821-04-20T00:00:00Z" : header(at) },
    body,
  })));
  return fc.oneof(
    { weight: 4, arbitrary: wholly },
    { weight: 2, arbitrary: say("incoming_payment", fc.record({ txid: text, units, memo: maybe, order: maybe }).map(sign.payment)) },
    say("tx_confirmation", fc.tuple(text, depth).map(([txid, confirmations]) => sign.confirmation(txid, confirmations))),
    say("tx_reversal", text.map(sign.reversal)),
    text.map((text): Thrown => ({ method: "POST", path: "/order/claim", headers: {}, body: sign.claim(text) })),
    { weight: 3, arbitrary: anyTrueWish(samples) },
    fc.tuple(text, fc.constantFrom("GET", "POST")).map(([text, method]): Thrown => ({ method, path: `/checkout/credit?token=${safely(text)}`, headers: { authorization: `Bearer ${sign.token}` }, body: null })),
    text.map((text): Thrown => ({ method: "GET", path: `/checkout/order?token=${safely(text)}`, headers: { authorization: `Bearer ${sign.token}` }, body: null })),
  );
}
