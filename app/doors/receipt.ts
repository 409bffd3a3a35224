import { issueReceipt } from "#app/commands/issue-receipt.ts";
import { receiptKeys, type ReceiptKey } from "#app/store/receipt-keys.ts";
import { shopDomain } from "#app/storefront/shop-domain.ts";
import { door } from "./door.ts";
import { shopNamed } from "./here.ts";
import { problem } from "./problem.ts";
import { anybody, countCallers, tellAllowances } from "./strangers.ts";

/** A shopper's signed proof of payment, and the keys to check it with. (That a wrong token takes as long as a right one is seen to by the doors of pay.ts.) */
export const receipt = door();

receipt.use("/pay/:token/receipt.json", tellAllowances);

receipt.get("/pay/:token/receipt.json", countCallers(anybody), async (c) => {
  const issued = await c.var.inLine(() => issueReceipt(c.var.context, c.req.param("token")));
  if (issued === "unknown") return problem(c, 404, "order_unknown", "There is no order here.");
  c.set("proven", "shopper");
  if (issued === "unpaid") return problem(c, 409, "order_not_paid", "This order is not paid, so it has no receipt.");
  c.header("Content-Type", "application/json; charset=utf-8");
  c.header("Content-Disposition", `attachment; filename="receipt-${fileNameOf(issued.receipt.order.name ?? issued.receipt.order.id)}.json"`);
  c.header("Cache-Control", "no-store");
  return c.body(`${JSON.stringify(issued.receipt, null, 2)}\n`);
});

/** As a JWK set (RFC 7517), the newest first. Whoever holds a receipt may read it from anywhere. */
receipt.get("/.well-known/tallystick/:file{[^/]+\\.json}", countCallers(anybody), async (c) => {
  const domain = shopDomain(c.req.param("file").slice(0, -".json".length));
  const { db } = c.var.context;
  const shop = domain && (await c.var.inLine(() => shopNamed(db.pool, domain)));
  if (!shop) return problem(c, 404, "shop_unknown", "There is no such shop here.");
  const keys = await c.var.inLine(() => receiptKeys(db.pool, shop.id));
  c.header("Access-Control-Allow-Origin", "*");
  c.header("Cache-Control", "public, max-age=60");
  return c.json({ shop: shop.id, keys: keys.map(published) });
});

const published = ({ id, x, madeAt, withdrawnAt }: ReceiptKey) => ({
  kty: "OKP", crv: "Ed25519", alg: "EdDSA", use: "sig", kid: id, x, madeAt: madeAt.toISOString(), ...(withdrawnAt && { withdrawnAt: withdrawnAt.toISOString() }),
});

const fileNameOf = (name: string): string => name.replace(/[^\w.-]+/g, "").slice(0, 60) || "order";
