import { z } from "zod";
import { readStructural } from "./address-json.ts";
import type { TariAddress } from "./address.ts";
import { verify } from "./schnorr.ts";

/** What a wallet says when it signs in. It proves the key and nothing else: it names no server and never expires. */
export type LoginToken = {
  readonly address: TariAddress;
  readonly nonce: bigint;
  readonly roles: readonly Role[];
};

export type Role = (typeof roles)[number];

export type LoginRead =
  | { readonly ok: true; readonly token: LoginToken }
  | { readonly ok: false; readonly reason: LoginRefusal };

export type LoginRefusal =
  | "not three dot-separated base64url parts with a JSON header"
  | "algorithm is not Ristretto256"
  | "claims are not { address, nonce, desired_roles }"
  | "signature does not match the address";

const roles = ["user", "read_all", "write", "payment_wallet", "super_admin"] as const;
const longestToken = 8192;

const nonce = z
  .union([z.int(), z.bigint()])
  .transform(BigInt)
  .refine((value) => value >= 0n && value < 2n ** 64n);
// taritools prints one comma-joined string where a role was given as a list (reference/dialects.md TPS-A21).
const desiredRoles = z
  .array(z.string())
  .transform((names) => names.flatMap((name) => name.split(",")))
  .pipe(z.array(z.enum(roles)));
const claims = z.object({ address: z.unknown(), nonce, desired_roles: desiredRoles });
const header = z.object({ alg: z.unknown() });

/** Verifies a login token with the spend key it names. The caller judges the nonce and the roles. */
export function verifyLogin(token: string): LoginRead {
  const parts = partsOf(token);
  const head = header.safeParse(parts && jsonIn(parts.header));
  if (parts === null || !head.success) return refused("not three dot-separated base64url parts with a JSON header");
  if (head.data.alg !== "Ristretto256") return refused("algorithm is not Ristretto256");
  const said = claims.safeParse(jsonIn(parts.claims));
  const address = readStructural(said.data?.address);
  if (!said.success || !address.ok) return refused("claims are not { address, nonce, desired_roles }");
  if (!verifyToken(token, address.address.spendKey)) return refused("signature does not match the address");
  return { ok: true, token: { address: address.address, nonce: said.data.nonce, roles: said.data.desired_roles } };
}

/** Whether this key signed the token. Says nothing about what is in it. */
export function verifyToken(token: string, key: string): boolean {
  const parts = partsOf(token);
  if (parts === null) return false;
  const signature = Buffer.from(parts.signature, "base64url");
  // The last character has bits to spare; only one spelling of a signature is taken.
  if (signature.toString("base64url") !== parts.signature) return false;
  const message = `${parts.header}.${parts.claims}`;
  return verify({ domain: "com.tari.jwt-ristretto", key, message, signature: signature.toString("hex") });
}

function partsOf(token: string) {
  if (token.length > longestToken) return null;
  const match = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(token);
  const [, header, claims, signature] = match ?? [];
  return header && claims && signature ? { header, claims, signature } : null;
}

function jsonIn(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString(), keepDigits);
  } catch {
    return undefined;
  }
}

// A login nonce has 64 bits, which JSON.parse would round.
function keepDigits(_: string, value: unknown, context?: { source?: string }): unknown {
  const isRounded = typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value);
  return isRounded && context?.source !== undefined ? BigInt(context.source) : value;
}

function refused(reason: LoginRefusal): LoginRead {
  return { ok: false, reason };
}
