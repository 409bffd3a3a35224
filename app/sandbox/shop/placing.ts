import { randomHex, secondOf, type Nature } from "../nature.ts";
import type { Customer, Line, Order, Transaction } from "../world.ts";
import { minus, times, total as totalOf, type Sum } from "./amount.ts";

/** What a checkout ends with. Amounts in the smallest unit of their currency. */
export type Checkout = {
  readonly lines: readonly Omit<Line, "id">[];
  /** When the shop asks for something else than the lines' sum: shipping, taxes, discounts. */
  readonly total: Sum | null;
  readonly presentmentCurrency: string;
  readonly customer: Omit<Customer, "id"> & { readonly id: string | null } | null;
  readonly email: string | null;
  readonly gateway: string;
  /** What a gift card paid at once. */
  readonly giftCard: Sum;
  readonly note: string | null;
  readonly noteAttributes: readonly { readonly name: string; readonly value: string }[];
  readonly tags: readonly string[];
  readonly sourceName: string;
  readonly test: boolean;
};

type Till = { readonly currency: string; readonly number: number; readonly nextId: () => string; readonly nature: Nature };

/** A manual payment method leaves a sale that waits; a gift card has already paid its part. */
function firstTransactions(checkout: Checkout, due: Sum, till: Till, at: string): Transaction[] {
  const rest = minus(due, checkout.giftCard);
  const card: Transaction = {
    id: till.nextId(), kind: "SALE", status: "SUCCESS", gateway: "gift_card", manual: false, amount: checkout.giftCard, parentId: null, at,
  };
  const waiting: Transaction = {
    id: till.nextId(), kind: "SALE", status: "PENDING", gateway: checkout.gateway, manual: true, amount: rest, parentId: null, at,
  };
  return [...(checkout.giftCard.presentment > 0n ? [card] : []), ...(rest.presentment > 0n ? [waiting] : [])];
}

const confirmationLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789";

export function placeOrder(checkout: Checkout, till: Till): Order {
  const { nature } = till;
  const at = secondOf(nature.now());
  const lines = checkout.lines.map((line) => ({ ...line, id: till.nextId() }));
  const total = checkout.total ?? totalOf(lines.map((line) => times(line.price, line.quantity)));
  const id = till.nextId();
  const { customer } = checkout;
  return {
    id,
    number: till.number,
    name: `#${till.number}`,
    token: randomHex(nature, 16),
    checkoutToken: randomHex(nature, 16),
    cartToken: randomHex(nature, 16),
    confirmationNumber: [...nature.random(9)].map((byte) => confirmationLetters.charAt(byte % confirmationLetters.length)).join(""),
    currency: till.currency,
    presentmentCurrency: checkout.presentmentCurrency,
    customer: customer && { ...customer, id: customer.id ?? till.nextId() },
    email: checkout.email,
    gateways: [...(checkout.giftCard.presentment > 0n ? ["gift_card"] : []), checkout.gateway],
    lines,
    total,
    currentTotal: total,
    transactions: firstTransactions(checkout, total, till, at),
    refunds: [],
    metafields: [],
    note: checkout.note,
    noteAttributes: [...checkout.noteAttributes],
    tags: [...checkout.tags],
    sourceName: checkout.sourceName,
    test: checkout.test,
    restocked: false,
    cancelReason: null,
    cancelledAt: null,
    closedAt: null,
    createdAt: at,
    updatedAt: at,
  };
}
