import type { PayerKey } from "#app/engine/ids.ts";
import type { Asset, Money } from "#app/engine/money.ts";

/**
 * How money arrives. A provider is its name, its networks, its asset, how an order is shown to be paid, and those of
 * the abilities below that it has. It reads, signs and asks; it stores nothing and decides nothing about orders: what
 * it learns goes as a `Notice` to the commands.
 */
export type Provider = {
  /** As it stands in every payment's identity; never changed once money has come through it. */
  readonly name: string;
  /** The networks a transaction may be on; part of a payment's identity too. */
  readonly networks: readonly string[];
  /** `any`: it books what an order lacks, whatever the order asks for. */
  readonly asset: Asset | "any";
  /** How this order can be paid now, the best way first; empty where the payer has nothing to send. */
  readonly ways: (asking: Asking) => readonly Way[];
  readonly wallets?: ReceivingWallets;
  readonly pushed?: PushedNotices;
  readonly pulled?: PulledNotices;
  readonly addresses?: OrderAddresses;
  readonly charges?: Charges;
  readonly hosted?: HostedPages;
};

/** An order that waits for money, as a payment page knows it. */
export type Asking = {
  readonly shop: string;
  readonly orderId: string;
  /** `<shop domain>/<order id>/<token>`: a secret between the page and the payer's wallet. */
  readonly reference: string;
  /** What is still to be paid. */
  readonly left: Money;
  /** Receiving addresses of the shop, the first registered first. */
  readonly to: readonly string[];
};

export type Way =
  /** A link that opens a wallet: `own` to the order's own address, `standard` to the wallet's, `older` for wallets that know
   * only that. The first is what QR codes carry. */
  | { readonly kind: "link"; readonly flavour: "own" | "standard" | "older"; readonly href: string }
  /** For whoever types it: where to, in text and as an emoji id, how much, and what must be written beside it. */
  | { readonly kind: "address"; readonly address: string; readonly emoji: string; readonly money: Money; readonly note: string | null };

/** Which transaction of a provider is spoken of. */
export type Seat = { readonly network: string; readonly transaction: string; readonly output: string };

/** What a provider reports, in the engine's words. Its provenance was verified before it became one. */
export type Notice =
  | (Seat & {
      readonly kind: "seen";
      readonly money: Money;
      readonly sender: PayerKey | null;
      /** The sender's whole address as the provider prints it: a key alone says less than a refund needs. */
      readonly from: string | null;
      readonly words: PaymentWords;
    })
  /** `confirmations` null: the provider's word is final and carries no depth. */
  | (Seat & { readonly kind: "confirmed"; readonly confirmations: number | null })
  /** The chain took back money that had been confirmed. */
  | (Seat & { readonly kind: "reversed" })
  /** It vanished before it was ever final. */
  | (Seat & { readonly kind: "dropped" });

/** What came with a payment and may name its order; chosen by the payer, so it proves nothing by itself. */
export type PaymentWords = {
  /** Hex; from the address or subaddress the money was sent to. */
  readonly paymentId: string | null;
  readonly memo: string | null;
  readonly order: string | null;
};

/** Wrong input, and what its sender can do about it. */
export type Misread = { readonly ok: false; readonly field: string; readonly reason: string };

/** A shop registers receiving wallets, which then report payments. */
export type ReceivingWallets = {
  /** Reads an address in any of its forms; `address` is the one form we print. */
  readonly read: (text: string) => { readonly ok: true; readonly address: string; readonly payer: PayerKey; readonly network: string } | Misread;
};

/** Wallets tell our doors, each message signed by the wallet's own key and numbered by a nonce. */
export type PushedNotices = {
  readonly seen: (body: unknown) => Pushed<"seen"> | Misread;
  readonly confirmed: (body: unknown) => Pushed<"confirmed"> | Misread;
  readonly reversed: (body: unknown) => Pushed<"reversed"> | Misread;
};

export type Pushed<Kind extends Notice["kind"]> = {
  readonly ok: true;
  readonly speaker: { readonly payer: PayerKey; readonly nonce: bigint };
  readonly notice: Extract<Notice, { readonly kind: Kind }>;
  /** The exact text that was signed: the same text with the same nonce is the same message. */
  readonly payload: string;
  /** Costs a signature check, beside the event loop; asked only once everything cheaper has passed. */
  readonly isSigned: () => Promise<boolean>;
};

/** We ask a daemon, again and again. */
export type PulledNotices = {
  /**
   * What happened to this shop's money after `cursor` (null: from the beginning), in the daemon's order. The caller keeps
   * the new cursor once every notice is decided; asked again with the old one, the same notices come again.
   * Throws when the daemon cannot be asked: nothing was learned, try later.
   */
  readonly pull: (asked: { readonly shop: string; readonly cursor: string | null }) => Promise<{ readonly notices: readonly Notice[]; readonly cursor: string }>;
};

/** Each order gets a place of its own, so that money needs no words to find it. */
export type OrderAddresses = {
  /** The same `index` always gives the same address; the caller hands each index out once. */
  readonly addressFor: (asked: { readonly shop: string; readonly index: number }) => Promise<string>;
};

/** A customer's connected wallet, charged on their standing word. */
export type Charges = {
  readonly connect: (asked: { readonly shop: string; readonly returnTo: string; readonly state: string }) => Promise<{ readonly redirectTo: string }>;
  /** `connection` is the customer's secret; we keep no copy of it. */
  readonly isConnected: (connection: string) => Promise<"yes" | "no">;
  /** Repeated with the same `key` it charges once. `unknown`: ask again with the same key before anything else. */
  readonly charge: (asked: { readonly connection: string; readonly key: string; readonly money: Money; readonly says: string }) => Promise<
    { readonly state: "charged"; readonly notices: readonly Notice[] } | { readonly state: "refused"; readonly why: string } | { readonly state: "unknown" }
  >;
};

/** The payer goes to a page of the gateway's, comes back, and the gateway tells us by itself what became of it. */
export type HostedPages = {
  /** `slug` is ours and comes back in the notification; the amount is exact text. */
  readonly start: (asked: { readonly slug: string; readonly money: Money; readonly says: string; readonly returnTo: string; readonly notifyAt: string }) => Promise<{
    readonly url: string;
    readonly method: "GET" | "POST";
    readonly fields: Readonly<Record<string, string>>;
  }>;
  /** Verifies before it reads. What the payer's browser brings back is never taken for a notification. */
  readonly notified: (request: {
    readonly rawBody: Uint8Array;
    readonly headers: Readonly<Record<string, string | undefined>>;
    readonly query: Readonly<Record<string, string>>;
    readonly ip: string | null;
  }) => Promise<Notified>;
};

export type Notified =
  | { readonly verified: "no"; readonly why: string }
  | { readonly verified: "yes"; readonly slug: string; readonly state: HostedState; readonly notices: readonly Notice[]; readonly reply: Reply };

/** `unknown` never changes anything. */
export type HostedState = "complete" | "pending" | "failed" | "cancelled" | "expired" | "refunded" | "partial" | "unknown";

/** Some gateways insist on a certain text before they believe that they were heard. */
export type Reply = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string };
