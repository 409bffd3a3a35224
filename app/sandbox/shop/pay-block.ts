import { z } from "zod";

/** How to pay an order, as the app tells it to the store's own pages: what the block on them shows. */

const told = z.object({
  /** As the order's pay page says it. */
  state: z.enum(["unpriced", "waiting", "needs-quote", "part", "seen", "paid", "over", "expired", "cancelled", "late"]),
  status: z.enum(["unclaimed", "claimed", "paid", "expired", "cancelled"]),
  name: z.string().nullable(),
  /** `units` in the asset's smallest unit. */
  due: z.object({ asset: z.string(), units: z.string().regex(/^\d+$/), display: z.string() }).nullable(),
  deadline: z.iso.datetime().nullable(),
  reference: z.string(),
  sendTo: z.string().nullable(),
  links: z.array(z.string().startsWith("tari://")),
  /** The order's pay page. */
  page: z.url(),
});

export type Told = z.infer<typeof told>;

/** `fetching`: the app has not heard of the order yet. `none`: it has nothing to pay there. `silent`: it gave no answer we
 * understand. */
export const payBlockSchema = z.union([told, z.object({ state: z.enum(["fetching", "none"]) }), z.object({ state: z.literal("silent"), why: z.string() })]);
export type PayBlock = z.infer<typeof payBlockSchema>;

export type Asking = { readonly appUrl: string; readonly sessionToken: string; readonly checkoutToken: string };

/** Asks the app's checkout door; never throws, because a thank-you page must come up whatever the app does. */
export async function askHowToPay({ appUrl, sessionToken, checkoutToken }: Asking): Promise<PayBlock> {
  try {
    const answer = await fetch(`${appUrl}/checkout/order?token=${encodeURIComponent(checkoutToken)}`, {
      headers: { Authorization: `Bearer ${sessionToken}`, Accept: "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(4_000),
    });
    if (answer.status === 202) return { state: "fetching" };
    if (answer.status !== 200) return { state: "silent", why: `it answered ${answer.status}` };
    return payBlockSchema.parse(await answer.json());
  } catch {
    return { state: "silent", why: "it gave no answer" };
  }
}
