import { signClaim, writeClaim } from "#app/providers/tari/claim.ts";
import { confirmationPayload, paymentPayload, reversalPayload, signMessage, type Payload } from "#app/providers/tari/message.ts";
import { payerKey } from "#app/providers/tari/address.ts";
import { toBase58 } from "#app/providers/tari/address-text.ts";
import { ControlError } from "../control/checkout.ts";
import { randomHex, type Nature } from "../nature.ts";
import type { Shop } from "../shop/shop.ts";
import type { Payment, Purse, World } from "../world.ts";
import { addressOf, makePurse } from "./keys.ts";
import type { Scan, Unread } from "./links.ts";
import { postJson, type AppAnswer } from "./post.ts";
import { scan } from "./scan.ts";

/** The shopper's wallet and each shop's receiving wallet, as they would look from the app: signed HTTP, nothing else. */

export type Claiming = { readonly shop: string; readonly orderId: string; readonly text: string };
export type Paying = {
  readonly shop: string;
  readonly orderId: string | null;
  /** µT. */
  readonly units: bigint;
  readonly memo: string | null;
  /** Hex: what the address it is sent to carries; there is room for that or a memo. */
  readonly paymentId?: string | null;
  /** `late` keeps the payment back until the shop has cancelled the order. */
  readonly when: "now" | "late";
};

export type Wallet = {
  readonly shopper: () => string;
  /** The shop's receiving address, the one to register with the app. */
  readonly receiver: (shop: string) => string;
  readonly scan: (text: string) => Promise<Scan | Unread>;
  readonly claim: (claiming: Claiming) => Promise<AppAnswer>;
  readonly pay: (paying: Paying) => Promise<Payment>;
  readonly confirm: (txid: string) => Promise<Payment>;
  readonly reverse: (txid: string) => Promise<Payment>;
  /** Reports the payment itself, even where it was confirmed already: networks do not keep order. */
  readonly report: (txid: string) => Promise<Payment>;
  /** Says once more what was last said about a payment. */
  readonly repeat: (txid: string) => Promise<Payment>;
  readonly payments: () => readonly Payment[];
  readonly claims: () => World["claims"];
  readonly sendKeptBack: () => Promise<boolean>;
};

type Setting = {
  readonly world: World;
  readonly nature: Nature;
  readonly appUrl: string;
  readonly changed: () => void;
  readonly shop: (domain: string) => Shop | null;
  readonly linkOn: (shop: Shop, orderId: string) => Promise<string | null>;
};

export function openWallet({ world, nature, appUrl, changed, shop, linkOn }: Setting): Wallet {
  /** The root doors serve the first shop; every other has its own beside them. */
  const door = (domain: string, path: string): string => {
    const [first] = world.shops.keys();
    return first === domain ? `${appUrl}${path}` : `${appUrl}/s/${domain}${path}`;
  };
  const shopper = (): Purse => {
    if (world.shopper) return world.shopper;
    world.shopper = makePurse(nature);
    changed();
    return world.shopper;
  };
  const receiver = (domain: string) => {
    if (!shop(domain)) throw new ControlError(`there is no shop ${domain}`);
    const purse = world.receivers.get(domain) ?? { ...makePurse(nature), nonce: 0n };
    world.receivers.set(domain, purse);
    changed();
    return purse;
  };
  /** Wallets count their messages by the clock, and never the same number twice. */
  const nextNonce = (domain: string): bigint => {
    const purse = receiver(domain);
    const time = BigInt(nature.now().getTime());
    const nonce = time > purse.nonce ? time : purse.nonce + 1n;
    world.receivers.set(domain, { ...purse, nonce });
    return nonce;
  };
  const sign = (domain: string, payload: Payload) => {
    const nonce = nextNonce(domain);
    const { address, secretKey } = receiver(domain);
    const auth = signMessage({ address: addressOf(address), nonce, secret: secretKey, payload });
    return { address: toBase58(auth.address), nonce: auth.nonce, signature: auth.signature };
  };

  const find = (txid: string): Payment => {
    const payment = world.payments.find((one) => one.txid === txid);
    if (!payment) throw new ControlError(`the wallet knows no payment ${txid}`);
    return payment;
  };
  const put = (payment: Payment): Payment => {
    const index = world.payments.findIndex((one) => one.txid === payment.txid);
    world.payments[index === -1 ? world.payments.length : index] = { ...payment, answers: [...payment.answers] };
    changed();
    return payment;
  };
  const noted = (txid: string, what: string, { status, body }: AppAnswer): Payment => {
    const payment = find(txid);
    return put({ ...payment, answers: [...payment.answers, { at: nature.now().toISOString(), what, status, body }] });
  };

  const report = async ({ txid, shop: domain, units, sender, paymentId, memo: note }: Payment): Promise<Payment> => {
    // As the console wallet prints it.
    const memo = paymentId === null ? note : `data(${paymentId})`;
    const told = { sender: addressOf(sender), amount: units, txid, memo, orderId: null };
    const payment = { sender, amount: units, txid, memo, order_id: null };
    const auth = sign(domain, paymentPayload(told));
    return noted(txid, "incoming payment", await postJson(door(domain, "/wallet/incoming_payment"), { payment, auth }));
  };
  const tellConfirmed = async ({ txid, shop: domain }: Payment): Promise<Payment> => {
    const auth = sign(domain, confirmationPayload({ txid, confirmations: null }));
    return noted(txid, "confirmation", await postJson(door(domain, "/wallet/tx_confirmation"), { confirmation: { txid }, auth }));
  };
  const tellReversed = async ({ txid, shop: domain }: Payment): Promise<Payment> => {
    const auth = sign(domain, reversalPayload({ txid }));
    return noted(txid, "reversal", await postJson(door(domain, "/wallet/tx_reversal"), { reversal: { txid }, auth }));
  };
  const tell = (payment: Payment): Promise<Payment> => {
    if (payment.state === "confirmed") return tellConfirmed(payment);
    return payment.state === "reversed" ? tellReversed(payment) : report(put({ ...payment, state: "in mempool" }));
  };
  const isOver = ({ shop: domain, orderId }: Payment): boolean => {
    const order = orderId === null ? undefined : shop(domain)?.state.orders.get(orderId);
    return order !== undefined && order.cancelledAt !== null;
  };

  return {
    shopper: () => shopper().address,
    receiver: (domain) => receiver(domain).address,
    scan: (text) => {
      const shops = () => [...world.shops.keys()].flatMap((domain) => shop(domain) ?? []);
      const receiving = () => [...world.receivers].map(([domain, { address }]) => [domain, payerKey(addressOf(address))] as const);
      return scan(text, { appUrl, shops, shopAt: (address) => receiving().find(([, key]) => key === payerKey(address))?.[0] ?? null, linkOn });
    },
    claim: async ({ shop: domain, orderId, text }) => {
      const { address, secretKey } = shopper();
      const claim = writeClaim(signClaim({ address: addressOf(address), text, secret: secretKey }));
      const answer = await postJson(door(domain, "/order/claim"), claim);
      world.claims.push({ shop: domain, orderId, status: answer.status, answer: answer.body, at: nature.now().toISOString() });
      changed();
      return answer;
    },
    pay: async ({ shop: domain, orderId, units, memo, paymentId = null, when }) => {
      receiver(domain);
      if (units <= 0n) throw new ControlError("a payment needs an amount above zero");
      if (memo !== null && paymentId !== null) throw new ControlError("a payment carries a payment id or a memo, not both");
      const payment = put({
        txid: randomHex(nature, 32), shop: domain, orderId, memo, paymentId, units, sender: shopper().address,
        state: when === "late" ? "kept back" : "in mempool", answers: [], at: nature.now().toISOString(),
      });
      return when === "late" ? payment : report(payment);
    },
    confirm: (txid) => tellConfirmed(put({ ...find(txid), state: "confirmed" })),
    reverse: (txid) => tellReversed(put({ ...find(txid), state: "reversed" })),
    report: async (txid) => report(find(txid)),
    repeat: async (txid) => tell(find(txid)),
    payments: () => world.payments,
    claims: () => world.claims,
    sendKeptBack: async () => {
      const due = world.payments.filter((payment) => payment.state === "kept back" && isOver(payment));
      for (const payment of due) await tell(payment);
      return due.length > 0;
    },
  };
}
