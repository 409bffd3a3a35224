import { createHash } from "node:crypto";
import type { Context as Call } from "hono";
import type { Letter } from "#app/commands/command.ts";
import type { Speaking } from "#app/commands/speaker.ts";
import { EngineError } from "#app/engine/error.ts";
import type { ShopId } from "#app/engine/ids.ts";
import type { Misread, Notice, Pushed } from "#app/providers/provider.ts";
import { shared } from "#app/store/shared.ts";
import { noteHeard, walletByKey, type Wallet } from "#app/store/wallets.ts";
import { jsonOf, limits } from "./body.ts";
import type { Door } from "./door.ts";
import { peerHere, shopHere } from "./here.ts";
import { ipMatches } from "./peer.ts";
import { DoorRefusal, fieldRefusal } from "./problem.ts";
import type { Said } from "./wallet-present.ts";

/** A receiving wallet's message whose signature holds, ready for its command. */
export type Heard<Kind extends Notice["kind"]> = {
  readonly shop: ShopId;
  readonly wallet: Wallet;
  readonly notice: Pushed<Kind>["notice"];
  readonly speaking: Speaking;
  readonly letter: Letter;
};

const walletOf = shared(walletByKey);

/**
 * Reads a wallet's message and checks who speaks, the cheap questions first: a stranger, or a wallet that calls from
 * elsewhere, costs us no signature check. The transaction asks them again, with the nonce.
 */
export async function hear<Kind extends Notice["kind"]>(c: Call<Door>, topic: string, read: (body: unknown) => Pushed<Kind> | Misread): Promise<Heard<Kind>> {
  const context = c.get("context");
  const { bytes, value } = await jsonOf(c, limits.wallets);
  const message = read(value);
  if (!message.ok) throw fieldRefusal(message);
  const { speaker, notice, payload } = message;
  const [shop, wallet] = await c.get("inLine")(() => Promise.all([shopHere(c), walletOf(context.db.pool, speaker.payer)]));
  const peer = peerHere(c);
  const mayCall = (allowList: readonly string[]) => peer !== null && ipMatches(allowList, peer);
  const facts = { shop: shop.id, wallet: wallet?.id ?? speaker.payer, topic, transaction: notice.transaction, nonce: speaker.nonce.toString(), peer };
  const tell = (signature: string) => context.log.info({ ...facts, signature }, "wallet.signature");
  if (!wallet || wallet.shop !== shop.id || wallet.revokedAt) {
    tell("not looked at: the wallet is not registered here");
    throw new EngineError("wallet_unknown", { wallet: facts.wallet });
  }
  if (!mayCall(wallet.allowList)) {
    tell("not looked at: the wallet may not call from there");
    throw new EngineError("address_not_allowed", { wallet: wallet.id });
  }
  const isSigned = await c.get("limits").inTurn(message.isSigned);
  tell(isSigned ? "valid" : "wrong");
  if (!isSigned) throw new DoorRefusal(401, "signature_wrong", `The signature does not fit. It is made with the wallet's spend key over <address in emoji>:${speaker.nonce}:${payload}, in the domain WalletSignature.`);
  c.set("proven", "wallet");
  const eventId = `${wallet.id}/${speaker.nonce}/${createHash("sha256").update(payload).digest("hex").slice(0, 26)}`;
  const letter: Letter = { source: wallet.provider, topic, eventId, body: bytes, refusals: "forgotten" };
  return { shop: shop.id, wallet, notice, speaking: { wallet: wallet.id, nonce: speaker.nonce, mayCall }, letter };
}

/** When it was last heard need not be exact, and must never turn a message that is stored into a failure. */
const HEARD_EVERY_MS = 10_000;
const noteOnce = shared(noteHeard);

export async function answerHeard(c: Call<Door>, { wallet }: Pick<Heard<Notice["kind"]>, "wallet">, said: Said): Promise<Response> {
  const { clock, db, log } = c.get("context");
  const now = clock();
  if (!wallet.lastHeardAt || now.getTime() - wallet.lastHeardAt.getTime() >= HEARD_EVERY_MS) {
    await noteOnce(db.pool, wallet.id, now).catch((error: unknown) => log.warn({ wallet: wallet.id, error: String(error) }, "when the wallet was heard could not be noted"));
  }
  return c.json({ success: true, ...said });
}
