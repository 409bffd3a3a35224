import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sign } from "#app/providers/tari/schnorr.ts";
import { verifyLogin, verifyToken } from "#app/providers/tari/token.ts";
import { anyText } from "../hostile.ts";
import { key, vectors } from "./tari-vectors.ts";

const ann = key("ann");
const single = { Single: { network: "mainnet", features: 3, public_spend_key: ann.public } };
const good = { address: single, nonce: 7, desired_roles: ["user"] };

function encoded(part: unknown): string {
  return Buffer.from(typeof part === "string" ? part : JSON.stringify(part)).toString("base64url");
}

function made(claims: unknown, { alg = "Ristretto256", secret = ann.secret } = {}): string {
  const message = `${encoded({ alg, typ: "JWT" })}.${encoded(claims)}`;
  const signature = sign({ domain: "com.tari.jwt-ristretto", secret, message });
  return `${message}.${Buffer.from(signature, "hex").toString("base64url")}`;
}

test.each(vectors.login_tokens)("vector $id: valid is $valid", ({ token, valid }) => {
  expect(verifyLogin(token).ok).toBe(valid);
});

// reference/tps.md §12.5
test.each([
  ["user, write", true, "eyJhbGciOiJSaXN0cmV0dG8yNTYiLCJ0eXAiOiJKV1QifQ.eyJhZGRyZXNzIjp7IlNpbmdsZSI6eyJuZXR3b3JrIjoibWFpbm5ldCIsImZlYXR1cmVzIjozLCJwdWJsaWNfc3BlbmRfa2V5IjoiYzA4ZjEwOGUzZTQ1ZmZmNjhkYmNmOGJkYTlhMzZjOGUxYTEyMzA5NTlkNzdkNTdiM2RlNmEwYTVmNTE5NjM1NCJ9fSwibm9uY2UiOjE3MjUyOTg0NDUsImRlc2lyZWRfcm9sZXMiOlsidXNlciIsIndyaXRlIl19.Go2laadEE96JkkbO5ZN7Qcf3aULX0fRdph7gkIFudxRdg_jXCUxSmr5p2UKhuMqdD9K16_Zk8Xel1DFSqmrvBQ"],
  ["user, write, read_all", true, "eyJhbGciOiJSaXN0cmV0dG8yNTYiLCJ0eXAiOiJKV1QifQ.eyJhZGRyZXNzIjp7IlNpbmdsZSI6eyJuZXR3b3JrIjoibWFpbm5ldCIsImZlYXR1cmVzIjozLCJwdWJsaWNfc3BlbmRfa2V5IjoiYzA4ZjEwOGUzZTQ1ZmZmNjhkYmNmOGJkYTlhMzZjOGUxYTEyMzA5NTlkNzdkNTdiM2RlNmEwYTVmNTE5NjM1NCJ9fSwibm9uY2UiOjE3MjUyOTg1ODUsImRlc2lyZWRfcm9sZXMiOlsidXNlciIsIndyaXRlIiwicmVhZF9hbGwiXX0.CIF4QH5u4Z2MmTPUnorXU1LIl7qgxhZYPzUivmBxrTyu9KUjc3ly8D0csJgKM3xete_c8K_NH9cSSwkWZ-SXAg"],
  ["Alice", true, "eyJhbGciOiJSaXN0cmV0dG8yNTYiLCJ0eXAiOiJKV1QifQ.eyJhZGRyZXNzIjp7IlNpbmdsZSI6eyJuZXR3b3JrIjoibWFpbm5ldCIsImZlYXR1cmVzIjozLCJwdWJsaWNfc3BlbmRfa2V5IjoiYjg5NzE1OThhODY1YjI1YjY1MDhkNGJhMTU0ZGIyMjhlMDQ0ZjM2N2JkOWExZWY1MGRkNDA1MWRiNDJiNjMxNCJ9fSwibm9uY2UiOjEsImRlc2lyZWRfcm9sZXMiOlsidXNlciJdfQ.6IKxMQFrUsHTM3CAGHz3aEI-_Mu1F7tJWrgSxBYP9E7OcVvWLEkfoLbUpkTxlv6jXdEikdA9xnzxK6wWtliKAg"],
  ["R is no point", false, "eyJhbGciOiJSaXN0cmV0dG8yNTYiLCJ0eXAiOiJKV1QifQ.eyJhZGRyZXNzIjp7IlNpbmdsZSI6eyJuZXR3b3JrIjoibWFpbm5ldCIsImZlYXR1cmVzIjozLCJwdWJsaWNfc3BlbmRfa2V5IjoiYzAwOTU4NGRhYzZhZDljYTA5NjRlM2RjOTM4OTJjNjA3Y2EzN2UwNDliNGMzMDYzN2ZhNDc3ZDBkNjAxMTc0NCJ9fSwibm9uY2UiOjE3MjUzMDMyNTksImRlc2lyZWRfcm9sZXMiOlsidXNlciJdfQ.xxxxxxlx5ZXz-UKFIWIL6a6KmdQi9JkUdROLLfvlyx3_j5__qDpgF5MnDDky0ofDeW39EFdpeVMyDLK4I7bCDg"],
])("TPS's own login token, %s: valid is %s", (_, valid, token) => {
  expect(verifyLogin(token).ok).toBe(valid);
});

test("the token of the tari-jwt README verifies with its key, and is no login", () => {
  const token = "eyJhbGciOiJSaXN0cmV0dG8yNTYiLCJ0eXAiOiJKV1QifQ.eyJleHAiOjE3MDk4MDU2MDAsImlhdCI6MTcwOTIwMDgwMCwidXNlcm5hbWUiOiJhbGljZSIsImFkbWluIjp0cnVlfQ.Ji2VxhHUBDcK-knCNGmGeBbo395X9d2R1Y1ikr0-C1sFQKeooNXae9DQLpC0cAd1XsrnRiw9gmM7UR6wH_kxCg";
  expect(verifyToken(token, "769524f0b08d986456730d1723cd28a1d0c5bc096cc05bc1347ea185dc08571e")).toBe(true);
  expect(verifyToken(token, ann.public)).toBe(false);
  expect(verifyLogin(token)).toEqual({ ok: false, reason: expect.stringContaining("claims") });
});

describe("a login token", () => {
  test("tells who signs in, with which nonce, asking for which roles", () => {
    const address = { network: "mainnet", features: 3, viewKey: null, spendKey: ann.public, paymentId: null };
    expect(verifyLogin(made(good))).toEqual({ ok: true, token: { address, nonce: 7n, roles: ["user"] } });
  });

  test.each([
    ["a dual address", { ...good, address: { Dual: { network: "Esmeralda", features: 1, public_view_key: key("ben").public, public_spend_key: ann.public } } }],
    ["the network's short name", { ...good, address: { Single: { ...single.Single, network: "esme" } } }],
    ["the address of old tokens", { ...good, address: { network: "mainnet", public_key: ann.public } }],
    ["roles joined by commas", { ...good, desired_roles: ["user,read_all"] }],
    ["no roles", { ...good, desired_roles: [] }],
    ["claims it does not need", { ...good, exp: 1 }],
  ])("may have %s", (_, claims) => expect(verifyLogin(made(claims)).ok).toBe(true));

  test("keeps every digit of a nonce of 64 bits", () => {
    const claims = JSON.stringify(good).replace('"nonce":7', `"nonce":${2n ** 64n - 1n}`);
    expect(verifyLogin(made(claims))).toMatchObject({ ok: true, token: { nonce: 2n ** 64n - 1n } });
  });

  test.each([
    ["claims", made({ ...good, nonce: -1 })],
    ["claims", made({ ...good, nonce: 1.5 })],
    ["claims", made({ ...good, nonce: "7" })],
    ["claims", made(JSON.stringify(good).replace('"nonce":7', `"nonce":${2n ** 64n}`))],
    ["claims", made(JSON.stringify(good).replace('"nonce":7', '"nonce":1e30'))],
    ["claims", made({ ...good, desired_roles: ["king"] })],
    ["claims", made({ ...good, desired_roles: "user" })],
    ["claims", made({ ...good, address: "145whe2zyqmYNbBRY31opZfGiESC7R6UGYhjqY4aZvvxavT" })],
    ["claims", made({ ...good, address: { Single: { ...single.Single, public_spend_key: "ff".repeat(32) } } })],
    ["claims", made({ ...good, address: { Single: { ...single.Single, features: 4 } } })],
    ["claims", made("not JSON")],
    ["algorithm", made(good, { alg: "none" })],
    ["algorithm", made(good, { alg: "HS256" })],
    ["signature", made(good, { secret: key("ben").secret })],
    ["signature", made(good).slice(0, -1)],
    ["three", `${made(good)}.x`],
    ["three", made(good).replace(/\.[^.]*$/, "")],
    ["three", `${encoded("no header")}.x.x`],
    ["three", `${made(good)}=`],
    ["three", "a".repeat(9000)],
    ["three", ""],
  ])("is refused for its %s (%#)", (word, token) => {
    expect(verifyLogin(token)).toEqual({ ok: false, reason: expect.stringContaining(word) });
  });

  test("has one spelling: with any other character it is refused", () => {
    const token = made(good);
    fc.assert(
      fc.property(fc.nat({ max: token.length - 1 }), fc.constantFrom(..."AQgw_-09"), (at, other) => {
        fc.pre(token[at] !== other && token[at] !== ".");
        expect(verifyLogin(token.slice(0, at) + other + token.slice(at + 1)).ok).toBe(false);
      }),
    );
  });

  test("of any text is an answer, never an exception", () => {
    const claims = fc.oneof(fc.jsonValue(), fc.record({ address: fc.jsonValue(), nonce: fc.jsonValue(), desired_roles: fc.jsonValue() }));
    fc.assert(fc.property(fc.oneof(anyText(), claims.map((said) => made(said))), (token) => { expect(verifyLogin(token).ok).toBe(false); }));
  });
});
