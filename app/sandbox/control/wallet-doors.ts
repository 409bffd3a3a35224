import { Hono } from "hono";
import { z } from "zod";
import type { Sandbox } from "../sandbox.ts";
import type { Payment } from "../world.ts";
import { ControlError } from "./checkout.ts";

/** `/control/wallet/…`: what the wallet page's buttons press. Amounts are µT as text. */

const units = z.string().regex(/^[1-9]\d{0,18}$/).transform(BigInt);
const claimBody = z.strictObject({ shop: z.string(), orderId: z.string(), text: z.string().min(1).max(512) });
const payBody = z.strictObject({
  shop: z.string(),
  orderId: z.string().nullable().default(null),
  units,
  memo: z.string().max(256).nullable().default(null),
  paymentId: z.string().regex(/^(?:[0-9a-f]{2}){1,256}$/).nullable().default(null),
  when: z.enum(["now", "late"]).default("now"),
});

export const showPayment = (payment: Payment) => ({ ...payment, units: payment.units.toString() });

export function walletDoors({ wallet, shops }: Pick<Sandbox, "wallet" | "shops">): Hono {
  const doors = new Hono();
  doors.get("/", (c) =>
    c.json({
      shopper: wallet.shopper(),
      receivers: Object.fromEntries(shops().map(({ state }) => [state.domain, wallet.receiver(state.domain)])),
      payments: wallet.payments().toReversed().map(showPayment),
      claims: wallet.claims().toReversed(),
    }),
  );
  doors.post("/scan", async (c) => {
    const found = await wallet.scan(z.strictObject({ text: z.string().max(4_000) }).parse(await c.req.json()).text);
    if ("why" in found) throw new ControlError(found.why);
    return c.json({ ...found, units: found.units?.toString() ?? null });
  });
  doors.post("/claims", async (c) => c.json(await wallet.claim(claimBody.parse(await c.req.json()))));
  doors.post("/payments", async (c) => c.json(showPayment(await wallet.pay(payBody.parse(await c.req.json())))));
  doors.post("/payments/:txid/confirm", async (c) => c.json(showPayment(await wallet.confirm(c.req.param("txid")))));
  doors.post("/payments/:txid/reverse", async (c) => c.json(showPayment(await wallet.reverse(c.req.param("txid")))));
  doors.post("/payments/:txid/report", async (c) => c.json(showPayment(await wallet.report(c.req.param("txid")))));
  doors.post("/payments/:txid/repeat", async (c) => c.json(showPayment(await wallet.repeat(c.req.param("txid")))));
  return doors;
}
