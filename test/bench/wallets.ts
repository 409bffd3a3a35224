import { registerWallet } from "#app/commands/set-up.ts";
import { createContext } from "#app/context.server.ts";
import { readConfig } from "#app/config.server.ts";
import { writeJson } from "#app/doors/json.ts";
import { shopId } from "#app/engine/ids.ts";
import { parseAddress, toBase58 } from "#app/providers/tari/address-text.ts";
import { payerKey, type TariAddress } from "#app/providers/tari/address.ts";
import { confirmationPayload, paymentPayload, signMessage, type Payload } from "#app/providers/tari/message.ts";
import { realNature } from "#app/sandbox/nature.ts";
import { makePurse } from "#app/sandbox/wallet/keys.ts";
import { post } from "./requests.ts";

/** A receiving wallet of the shop; it counts its own nonces. */
export type Purse = { readonly address: TariAddress; readonly secret: string; nonce: bigint };

const WALLETS = 4;

/** Four wallets, registered to report from this machine. */
export async function openPurses(env: Readonly<Record<string, string>>, shop: string): Promise<readonly Purse[]> {
  const context = createContext(readConfig({ ...env, LOG_LEVEL: "silent" }));
  try {
    const purses = Array.from({ length: WALLETS }, newPurse);
    for (const { address } of purses)
      await registerWallet(context, shopId(shop), { provider: "tari", address: toBase58(address), payer: payerKey(address), allowList: ["127.0.0.1"], initialNonce: 0n, perPayment: null, perDay: null });
    return purses;
  } finally {
    await context.close();
  }
}

function newPurse(): Purse {
  const { address, secretKey } = makePurse(realNature);
  return { address: addressOf(address), secret: secretKey, nonce: 0n };
}

/** Somebody who pays; its key is only stated, so it is never needed. */
export const newSender = (): TariAddress => addressOf(makePurse(realNature).address);

export function addressOf(text: string): TariAddress {
  const read = parseAddress(text);
  if (!read.ok) throw new Error(read.reason);
  return read.address;
}

export type Coming = { readonly txid: string; readonly from: TariAddress; readonly units: bigint; readonly memo: string | null };

export function paymentNotice(purse: Purse, { txid, from, units, memo }: Coming): Uint8Array {
  const payload = paymentPayload({ sender: from, amount: units, txid, memo, orderId: null });
  return post("/wallet/incoming_payment", writeJson({ payment: { sender: toBase58(from), amount: units, txid, memo, order_id: null }, auth: signed(purse, payload) }));
}

export function confirmation(purse: Purse, txid: string): Uint8Array {
  return post("/wallet/tx_confirmation", writeJson({ confirmation: { txid }, auth: signed(purse, confirmationPayload({ txid, confirmations: null })) }));
}

function signed(purse: Purse, payload: Payload) {
  purse.nonce += 1n;
  const { address, nonce, signature } = signMessage({ address: purse.address, nonce: purse.nonce, secret: purse.secret, payload });
  return { address: toBase58(address), nonce, signature };
}
