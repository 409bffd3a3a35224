import type { Allowance } from "./quota.ts";

/** The two fields of the IETF's draft-ietf-httpapi-ratelimit-headers: what is allowed, and what is left of it. */
export function rateHeaders(allowances: readonly Allowance[]): Readonly<Record<"RateLimit" | "RateLimit-Policy", string>> {
  return {
    "RateLimit-Policy": allowances.map(({ rule }) => `"${rule.name}";q=${rule.quota};w=${rule.windowSeconds}`).join(", "),
    RateLimit: allowances.map(({ rule, remaining, resetSeconds }) => `"${rule.name}";r=${remaining};t=${resetSeconds}`).join(", "),
  };
}
