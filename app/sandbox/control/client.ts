import { z } from "zod";
import { payBlockSchema, type PayBlock } from "../shop/pay-block.ts";
import type { someFaults } from "../faults/fault.ts";
import type { someSwitches } from "../world.ts";
import type { OrderRequest } from "./checkout.ts";

/** The remote control in a program's hand: what the demo and the flow tests do to a sandbox that runs as a process of its own. */

const deed = z.object({ field: z.string(), by: z.enum(["app", "merchant"]), result: z.enum(["done", "refused", "started", "failed"]), detail: z.string() });
const order = z.object({
  id: z.string(), name: z.string(), currency: z.string(), total: z.string(), outstanding: z.string(), financialStatus: z.string(),
  cancelledAt: z.string().nullable(), tags: z.array(z.string()), deeds: z.array(deed),
});
const letter = z.object({ id: z.string(), topic: z.string(), orderId: z.string().nullable(), state: z.enum(["waiting", "held", "delivered", "given-up", "dropped"]) });
const answer = z.object({ status: z.number(), body: z.string() });
const payment = z.object({ txid: z.string(), state: z.string(), answers: z.array(answer) });
const scan = z.object({ shop: z.string().nullable(), orderId: z.string().nullable(), reference: z.string().nullable(), units: z.string().nullable(), memo: z.string().nullable(), paymentId: z.string().nullable() });
const purses = z.object({ shopper: z.string(), receivers: z.record(z.string(), z.string()) });
const token = z.object({ token: z.string() });

export type SeenOrder = z.infer<typeof order>;
export type SeenLetter = z.infer<typeof letter>;
export type Answer = z.infer<typeof answer>;
export type SeenPayment = z.infer<typeof payment>;
export type Seen = z.infer<typeof scan>;

export type NewPayment = { readonly shop: string; readonly orderId?: string | null; readonly units: string; readonly memo?: string | null; readonly paymentId?: string | null; readonly when?: "now" | "late" };

/** A wallet's doors answer 200 and say inside whether they agree. */
export const isTaken = (said: Answer | undefined): boolean => said?.status === 200 && !said.body.includes('"success":false');

/** The sandbox refused, or did not answer as it should. */
export class SandboxError extends Error {}

export function controlAt(sandboxUrl: string) {
  const ask = async <S extends z.ZodType>(path: string, schema: S, body?: unknown): Promise<z.output<S>> => {
    const init = body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
    const response = await fetch(`${sandboxUrl}/control${path}`, { ...init, signal: AbortSignal.timeout(30_000) });
    const text = await response.text();
    if (!response.ok) throw new SandboxError(`the sandbox answered ${response.status} to ${path}: ${text.slice(0, 300)}`);
    return schema.parse(JSON.parse(text));
  };
  const act = async (path: string, body: unknown): Promise<void> => void (await ask(path, z.unknown(), body));

  const shop = (domain: string) => {
    const at = `/shops/${domain}`;
    return {
      domain,
      place: (request: OrderRequest) => ask(`${at}/orders`, order, request),
      orders: () => ask(`${at}/orders`, z.array(order)),
      order: (id: string) => ask(`${at}/orders/${id}`, order),
      howToPay: (id: string): Promise<PayBlock> => ask(`${at}/orders/${id}/pay`, payBlockSchema),
      editPrice: (id: string, total: string) => ask(`${at}/orders/${id}/price`, order, { total }),
      cancel: (id: string) => act(`${at}/orders/${id}/cancel`, {}),
      markPaid: (id: string, method: string) => ask(`${at}/orders/${id}/paid`, order, { method }),
      letters: () => ask(`${at}/letters`, z.array(letter)),
      release: (inOrder: "as written" | "reversed" = "as written") => act(`${at}/letters/release`, { order: inOrder }),
      again: (letterId: string) => act(`${at}/letters/${letterId}/again`, {}),
      switches: (switches: z.input<typeof someSwitches>) => act(`${at}/switches`, switches),
      budget: (points: number) => act(`${at}/budget`, { points }),
      faults: (faults: z.input<typeof someFaults>) => act(`${at}/faults`, faults),
      sessionToken: async () => (await ask(`${at}/session-token`, token, {})).token,
      /** The merchant opens the app in the admin, which is also how it is installed. */
      visit: () => act(`${at}/visit`, {}),
    };
  };

  return {
    shop,
    openShop: async (facts: { readonly domain: string; readonly name?: string }) => {
      await act("/shops", facts);
      return shop(facts.domain);
    },
    purses: () => ask("/wallet", purses),
    scan: (text: string) => ask("/wallet/scan", scan, { text }),
    claim: (claiming: { readonly shop: string; readonly orderId: string; readonly text: string }) => ask("/wallet/claims", answer, claiming),
    pay: (paying: NewPayment) => ask("/wallet/payments", payment, paying),
    confirm: (txid: string) => ask(`/wallet/payments/${txid}/confirm`, payment, {}),
    reverse: (txid: string) => ask(`/wallet/payments/${txid}/reverse`, payment, {}),
    report: (txid: string) => ask(`/wallet/payments/${txid}/report`, payment, {}),
    repeat: (txid: string) => ask(`/wallet/payments/${txid}/repeat`, payment, {}),
  };
}

export type Control = ReturnType<typeof controlAt>;
export type ShopControl = ReturnType<Control["shop"]>;
