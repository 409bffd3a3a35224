import type { ShopId } from "#app/engine/ids.ts";
import { noteBoard } from "#app/store/boards.ts";
import { fileLetter } from "#app/store/inbox.ts";
import { forgetSessions } from "#app/store/sessions.ts";
import { keepScopes, markUninstalled } from "#app/store/shops.ts";
import { inTransaction, type Transaction } from "#app/store/transaction.ts";
import type { Letter } from "./command.ts";
import type { Bench } from "./transact.ts";

/** A verified message of the storefront's that is about no money. */
export type Posted = { readonly shop: ShopId; readonly letter: Letter };

/** It says too little to decide by: the order is to be read again at the storefront, and then decided. */
export async function fetchLater(bench: Bench, posted: Posted, storefrontId: string): Promise<string> {
  const result = await file(bench, posted, { result: `fetch: ${storefrontId}`, isDecided: "no" });
  bench.bell.ring("relay");
  return result;
}

/** Kept with the reason why nothing is done about it. */
export function fileOnly(bench: Bench, posted: Posted, result: string): Promise<string> {
  return file(bench, posted, { result, isDecided: "yes" });
}

/** The app is gone from the shop, and every token with it; late news of an older installation changes nothing. */
export function hearUninstalled(bench: Bench, posted: Posted, happenedAt: Date): Promise<string> {
  return inTransaction(bench.db.pool, async (client) => {
    const isGone = await markUninstalled(client, posted.shop, happenedAt);
    if (isGone) await forgetSessions(client, posted.shop);
    return fileWithin(bench, client, posted, { result: isGone ? "uninstalled" : "late news: uninstalled before it was installed again", isDecided: "yes" });
  });
}

export function hearScopes(bench: Bench, posted: Posted, scopes: readonly string[]): Promise<string> {
  return inTransaction(bench.db.pool, async (client) => {
    await keepScopes(client, posted.shop, scopes);
    // What waited for a scope may go on.
    await noteBoard(client, posted.shop, bench.clock());
    return fileWithin(bench, client, posted, { result: `scopes: ${scopes.join(",")}`, isDecided: "yes" });
  });
}

type Filing = { readonly result: string; readonly isDecided: "yes" | "no" };

function file(bench: Bench, posted: Posted, filing: Filing): Promise<string> {
  return inTransaction(bench.db.pool, (client) => fileWithin(bench, client, posted, filing));
}

/** Files the message in the transaction that obeys it. */
export async function fileWithin(bench: Bench, client: Transaction, { shop, letter }: Posted, { result, isDecided }: Filing): Promise<string> {
  const { refusals: _refusals, ...message } = letter;
  const now = bench.clock();
  await fileLetter(client, shop, { ...message, receivedAt: now, object: null, result }, { decidedAt: isDecided === "yes" ? now : null, error: null });
  bench.log.info({ shop, topic: letter.topic, eventId: letter.eventId, result }, "letter.filed");
  return result;
}
