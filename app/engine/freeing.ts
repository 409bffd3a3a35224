import { isProven } from "./claim.ts";
import type { AccountId, OrderId } from "./ids.ts";
import { isOpen, oldestFirst } from "./order.ts";
import { runSteps, type Outcome, type Step } from "./outcome.ts";
import { tryEach } from "./settle.ts";
import { RULES } from "./reach.ts";
import type { Standing } from "./standing.ts";

/** Runs the steps of a decision; then tries what plain claimers may pay now that nothing ties them elsewhere. */
export function decide(standing: Standing, now: Date, ...steps: readonly Step[]): Outcome {
  return freed(standing)(runSteps(standing, now, ...steps));
}

function freed(before: Standing): Step {
  return (so) => {
    const accounts = untied(before, so);
    const waiting = so.after.claims.filter((claim) => claim.standing === "counts" && !isProven(claim) && accounts.has(claim.account)).map((claim) => claim.order);
    const open = [...so.after.orders.values()].filter((order) => isOpen(order) && waiting.includes(order.id)).sort(oldestFirst);
    if (open.length === 0) return so;
    const next = tryEach(open.map(({ id }) => id), RULES)(so);
    return next === so ? so : freed(so.after)(next);
  };
}

/** Accounts whose claim or payment named an order that closed or changed hands, was displaced, or vanished. */
function untied(before: Standing, { after, touched }: Outcome): ReadonlySet<AccountId> {
  const gone = new Set([...touched.orders].filter((id) => letsGo(before, after, id)));
  const claims = after.claims.filter((claim) => isProven(claim) && (gone.has(claim.order) || (touched.claims.has(claim.id) && claim.standing === "displaced")));
  const payments = [...after.payments.values()].filter(({ id, names, status }) => names !== null && (gone.has(names) || (touched.payments.has(id) && status !== "received" && status !== "confirmed")));
  return new Set([...claims, ...payments].map(({ account }) => account));
}

function letsGo(before: Standing, after: Standing, id: OrderId): boolean {
  const [was, is] = [before.orders.get(id), after.orders.get(id)];
  return is !== undefined && (was?.customer !== is.customer || (!isOpen(is) && (was === undefined || isOpen(was))));
}
