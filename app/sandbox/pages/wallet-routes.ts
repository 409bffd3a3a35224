import { Hono } from "hono";
import { z } from "zod";
import { ControlError } from "../control/checkout.ts";
import type { Sandbox } from "../sandbox.ts";
import { walletPage } from "./wallet-page.ts";

const back = z.string().default("");
const claimForm = z.object({ shop: z.string(), orderId: z.string(), text: z.string(), back });
const payForm = z.object({
  shop: z.string(),
  orderId: z.string(),
  exact: z.string(),
  how: z.enum(["exact", "half", "short", "over", "late", "own"]),
  own: z.string().trim().default(""),
  memo: z.string().default(""),
  paymentId: z.string().default(""),
  back,
});

/** XTR as a person types it, in µT. */
function readXtr(text: string): bigint {
  const match = /^(\d{1,12})(?:[.,](\d{1,6}))?$/.exec(text);
  if (!match) throw new ControlError(`"${text}" is not an amount in XTR.`);
  return BigInt(`${match[1]}${(match[2] ?? "").padEnd(6, "0")}`);
}

function unitsOf({ how, exact, own }: z.infer<typeof payForm>): bigint {
  if (how === "own") return readXtr(own);
  if (!/^[1-9]\d*$/.test(exact)) throw new ControlError("The amount is not known yet: claim the order first.");
  const units = BigInt(exact);
  if (how === "half") return (units + 1n) / 2n;
  const tenth = units / 10n > 0n ? units / 10n : 1n;
  if (how === "short") return units - tenth;
  return how === "over" ? units + tenth : units;
}

const home = (text: string): string => (text === "" ? "/wallet" : `/wallet?text=${encodeURIComponent(text)}`);

export function walletRoutes(sandbox: Omit<Sandbox, "app">): Hono {
  const { wallet, shops } = sandbox;
  const routes = new Hono();

  routes.get("/", async (c) => {
    const text = c.req.query("text") ?? "";
    const read = text === "" ? null : await wallet.scan(text);
    const seen = read !== null && "why" in read ? { scan: null, problem: read.why } : { scan: read, problem: null };
    return c.html(walletPage({ wallet, shops, text, ...seen }));
  });
  routes.post("/claims", async (c) => {
    const form = claimForm.parse(await c.req.parseBody());
    await wallet.claim({ shop: form.shop, orderId: form.orderId, text: form.text });
    return c.redirect(home(form.back), 303);
  });
  routes.post("/payments", async (c) => {
    const form = payForm.parse(await c.req.parseBody());
    await wallet.pay({
      shop: form.shop,
      orderId: form.orderId === "" ? null : form.orderId,
      units: unitsOf(form),
      memo: form.memo === "" ? null : form.memo,
      paymentId: form.paymentId === "" ? null : form.paymentId,
      when: form.how === "late" ? "late" : "now",
    });
    return c.redirect(home(form.back), 303);
  });
  routes.post("/payments/:txid/:act{confirm|reverse|repeat}", async (c) => {
    const act = z.enum(["confirm", "reverse", "repeat"]).parse(c.req.param("act"));
    await wallet[act](c.req.param("txid"));
    const form = z.object({ back }).parse(await c.req.parseBody());
    return c.redirect(home(form.back), 303);
  });
  return routes;
}
