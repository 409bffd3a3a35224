import { inTransaction } from "#app/store/transaction.ts";
import { fileRequest, type NewRequest } from "#app/store/requests.ts";
import { fileWithin, type Posted } from "./hear-notice.ts";
import type { Desk } from "./desk.ts";

export type PrivacyAsk = Omit<NewRequest, "shop" | "heardAt">;

const WORDS = { data: "customer data", forget: "customer redacted", erase: "shop redacted" } as const;

/** A verified request under the privacy rules: kept, and carried out by a worker. Whoever is to be forgotten is known as such
 * from this moment on, and the message that names them is not kept. */
export async function hearPrivacy(desk: Desk, posted: Posted, ask: PrivacyAsk): Promise<string> {
  const { shop, letter } = posted;
  const result = await inTransaction(desk.db.pool, async (client) => {
    await fileRequest(client, { ...ask, shop, heardAt: desk.clock() });
    if (ask.kind === "forget") await desk.forgotten.add(client, shop, { customer: ask.customer, objects: ask.orders.map((id) => `ord_${id}`) });
    const kept = ask.kind === "forget" ? { ...posted, letter: { ...letter, body: Buffer.alloc(0) } } : posted;
    return fileWithin(desk, client, kept, { result: `asked for: ${WORDS[ask.kind]}`, isDecided: "yes" });
  });
  desk.forgotten.renew(shop);
  return result;
}
