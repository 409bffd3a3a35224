import type { Amount } from "./answer.ts";
import { appUrl } from "./app-url.ts";
import type { Host } from "./host.ts";

/** The customer's credit at this shop, and whether this order may use it. `missing`: what is to pay besides. */
export type Credit = {
  readonly state: "offered" | "granted";
  readonly credit: Amount;
  readonly missing: Amount;
};

/** GET looks, POST lets this order use it. null: nobody is logged in, there is none, or the app does not say. Never throws. */
export async function askCredit({ sessionToken }: Host, checkoutToken: string, method: "GET" | "POST"): Promise<Credit | null> {
  try {
    const token = await sessionToken();
    const response = await fetch(`${appUrl}/checkout/credit?token=${encodeURIComponent(checkoutToken)}`, { method, headers: { Authorization: `Bearer ${token}` } });
    // 202: the order itself is not there yet.
    return response.status === 200 ? creditIn(await response.json()) : null;
  } catch {
    return null;
  }
}

function creditIn(body: unknown): Credit | null {
  if (typeof body !== "object" || body === null) return null;
  const { state, credit, missing } = body as Readonly<Record<string, unknown>>;
  return (state === "offered" || state === "granted") && isAmount(credit) && isAmount(missing) ? { state, credit, missing } : null;
}

const isAmount = (value: unknown): value is Amount => typeof value === "object" && value !== null && "units" in value && "display" in value && "asset" in value;
