import { parseArgs } from "node:util";
import { renewReceiptKey } from "#app/store/receipt-keys.ts";
import type { Desk } from "./commands.ts";
import { shopMeant } from "./setup-which.ts";

/** Another key signs receipts from now on. */
export async function setupReceiptKey({ context, args, say }: Desk): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { shop: { type: "string" }, withdraw: { type: "boolean" } } });
  const shop = await shopMeant(context, values.shop);
  const before = values.withdraw ? "withdrawn" : "kept";
  const { id } = await renewReceiptKey(context.db.pool, context.config.encryptionKeys, shop.id, { before, now: context.clock() });
  context.log.info({ shop: shop.id, key: id, before }, "receipt-key.renewed");
  say(`Receipts of ${shop.id} are signed with the key ${id} from now on.`);
  if (values.withdraw) say("Those signed before fail from now on: shoppers open theirs once more.");
}
