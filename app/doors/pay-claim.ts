import type { Context as Call } from "hono";
import { makeReference } from "#app/engine/reference.ts";
import type { Claim } from "#app/providers/tari/claim.ts";
import { writeClaim } from "#app/providers/tari/claim.ts";
import { findClaim } from "#app/providers/tari/memo-claim.ts";
import { orderOfToken, type Opened } from "#app/store/reads/pay.ts";
import { bytesOf, limits } from "./body.ts";
import { obeyClaim } from "./claim.ts";
import type { Door } from "./door.ts";
import { shopNamed } from "./here.ts";
import { writeJson } from "./json.ts";
import { DoorRefusal } from "./problem.ts";

/** A claim that a wallet made over the text on this page, brought by its owner instead of by the wallet. */
export async function claimHere(c: Call<Door>): Promise<object> {
  const text = await claimText(c);
  return c.var.inLine(() => hear(c, text));
}

async function hear(c: Call<Door>, text: string): Promise<object> {
  const { db } = c.var.context;
  const token = c.req.param("token") ?? "";
  const opened = await orderOfToken(db.pool, token);
  const shop = opened && (await shopNamed(db.pool, opened.shop));
  if (!opened || !shop || shop.uninstalledAt) throw new DoorRefusal(404, "order_unknown", "No order is known by this link.");
  const said = claimIn(text, opened, token);
  const { order } = await obeyClaim(c, shop, said, Buffer.from(writeJson(writeClaim(said))));
  c.set("proven", "shopper");
  return { status: order.status };
}

/** Only this order's own reference may be signed for here: whoever pastes must not claim something else unawares. */
function claimIn(text: string, { shop, order }: Opened, token: string): Claim {
  const claim = findClaim(text, "anywhere");
  if (!claim) throw new DoorRefusal(400, "claim_unreadable", "This is no claim: `{\"address\": …, \"order_id\": …, \"signature\": …}`.");
  if (claim.text !== makeReference({ shop, orderId: order.slice("ord_".length), token })) throw new DoorRefusal(409, "reference_wrong", "The claim signs another text than this order's reference.");
  return claim;
}

/** As a form has it, or as wallets write it. */
async function claimText(c: Call<Door>): Promise<string> {
  const text = new TextDecoder().decode(await bytesOf(c, limits.claims));
  return c.req.header("content-type")?.startsWith("application/json") ? text : (new URLSearchParams(text).get("claim") ?? "");
}
