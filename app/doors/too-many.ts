import { DoorRefusal } from "./problem.ts";
import type { Allowance } from "./quota.ts";

const registry = "https://iana.org/assignments/http-problem-types";

/** Who came too often: when to come again, and which rule says so. */
export function tooMany({ rule, resetSeconds }: Allowance): DoorRefusal {
  const detail = `At most ${rule.quota} in ${rule.windowSeconds} seconds (${rule.name}). Come again in ${resetSeconds} seconds.`;
  return new DoorRefusal(429, "too_many_requests", detail, { type: `${registry}#quota-exceeded`, retryable: true, retryAfterSeconds: resetSeconds, "violated-policies": [rule.name] });
}

/** Too many at once, from whomever: whoever comes again in a moment may well be served. */
export function busy(): DoorRefusal {
  return new DoorRefusal(503, "busy", "Too many ask at once. Nothing was done; send it again.", { type: `${registry}#temporary-reduced-capacity`, retryable: true, retryAfterSeconds: 1 });
}
