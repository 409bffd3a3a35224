import { EngineError } from "#app/engine/error.ts";
import * as flow from "#app/engine/flow.ts";
import { orderId, type CustomerId, type OrderId } from "#app/engine/ids.ts";
import type { Order } from "#app/engine/order.ts";
import { nothing } from "#app/engine/outcome.ts";
import { asksForNothing } from "#app/engine/placing.ts";
import type { Policy } from "#app/engine/policy.ts";
import type { Price } from "#app/engine/quote.ts";
import type { Papers } from "#app/store/save.ts";
import type { World } from "#app/store/stand.ts";
import { command, type Decision } from "./command.ts";
import { newCustomerId, newToken, remarkIdOf } from "./ids.ts";
import { claimInNote, payersInNote } from "./note-claim.ts";

/** What the storefront says of an order, in our words. What a policy decides is read only once the policy is known. */
export type HeardOrder = {
  readonly storefrontId: string;
  readonly name: string | null;
  /** null: this message does not say who buys; `customer` null: a guest. */
  readonly buyer: { readonly customer: string | null; readonly name: string | null; readonly email: string | null; readonly phone: string | null } | null;
  readonly note: string | null;
  /** What the shopper's own pages at the storefront know the order by. */
  readonly checkoutToken: string | null;
  readonly ask: (asks: Policy["asks"]) => { readonly price: Price } | { readonly refused: string };
  /** The storefront's current total, or null where it cannot be read exactly. */
  readonly total: Price | null;
  readonly isOurs: (methodName: string | null) => boolean;
  readonly updatedAt: Date;
  readonly state: "open" | "cancelled" | "paid elsewhere";
};

/** `token`: the one a new order's pay page shall have; left out or null, one is drawn. */
export type Hearing = HeardOrder & { readonly token?: string | null };

/** What came of it: why an order was not stored is told to the log and kept with the message. */
export type Heard = { readonly order: Order | null; readonly result: string };

export const nothingChanged = "nothing changed";

/** The storefront tells of an order: a new one is placed, a known one changed, another's left alone. */
export const hearOrder = command<Hearing, Heard>({
  name: "hear-order",
  seeds: (heard) => ({
    orders: [orderId(heard.storefrontId)],
    ...(heard.name ? { names: [heard.name] } : {}),
    ...(heard.buyer?.customer ? { storefrontCustomers: [heard.buyer.customer] } : {}),
    accounts: payersInNote(heard.note),
  }),
  decide: (heard, world, now) => {
    const known = world.standing.orders.get(orderId(heard.storefrontId));
    return known ? change(heard, known, world, now) : place(heard, world, now);
  },
  answer: (outcome, heard) => {
    const order = outcome.after.orders.get(orderId(heard.storefrontId)) ?? null;
    return { order, result: outcome.events.map(({ type }) => type).join(", ") || nothingChanged };
  },
});

function place(heard: Hearing, world: World, now: Date): Decision {
  const { standing } = world;
  const id = orderId(heard.storefrontId);
  const checkouts = heard.checkoutToken ? [{ token: heard.checkoutToken, order: id }] : [];
  // The checkout is noted all the same: the shopper's page that asks for it learns that there is nothing to wait for.
  const skip = (result: string): Decision => ({ outcome: nothing(standing, now), papers: { checkouts }, result });
  if (!heard.isOurs(world.methodName)) return skip("another payment method");
  if (heard.state !== "open") return skip(`${heard.state} before it was heard of`);
  const asked = heard.ask(standing.policy.asks);
  if ("refused" in asked) throw new EngineError("price_unreadable", { order: heard.storefrontId, why: asked.refused });
  if (asksForNothing(asked.price)) return skip("asks for nothing");

  const buyer = buyerOf(heard, world);
  const note = noteOf(heard, id);
  const claim = claimInNote(heard.note, heard.storefrontId, standing.policy, "first");
  const outcome = flow.place(
    {
      order: {
        id,
        storefrontId: heard.storefrontId,
        name: heard.name,
        token: heard.token ?? newToken(),
        customer: buyer.customer,
        price: asked.price,
        total: heard.total,
        factsAt: heard.updatedAt,
        note: note.id,
        cause: `shopify.${heard.storefrontId}`,
      },
      noteClaim: claim?.signed ?? null,
    },
    standing,
    now,
  );
  return { outcome, papers: { ...buyer.papers, ...note.papers, checkouts, evidence: claim ? [claim.evidence] : [] } };
}

function change(heard: HeardOrder, known: Order, world: World, now: Date): Decision {
  const { standing } = world;
  if (known.factsAt && heard.updatedAt < known.factsAt) return { outcome: nothing(standing, now), result: "stale" };
  const buyer = heard.buyer ? buyerOf(heard, world) : { customer: known.customer, papers: {} };
  const note = noteOf(heard, known.id);
  const isEdited = note.id !== null && note.id !== known.note;
  const claim = isEdited ? claimInNote(heard.note, heard.storefrontId, standing.policy, "edited") : null;
  const outcome = flow.change(
    {
      id: known.id,
      factsAt: heard.updatedAt,
      name: heard.name,
      customer: buyer.customer,
      price: heard.state === "open" ? priceOf(heard, standing.policy) : null,
      total: heard.total,
      state: heard.state,
      note: note.id,
      noteClaim: claim?.signed ?? null,
    },
    standing,
    now,
  );
  return { outcome, papers: { ...buyer.papers, ...(isEdited ? note.papers : {}), evidence: claim ? [claim.evidence] : [] } };
}

function priceOf(heard: HeardOrder, policy: Policy): Price {
  const asked = heard.ask(policy.asks);
  if ("refused" in asked) throw new EngineError("price_unreadable", { order: heard.storefrontId, why: asked.refused });
  return asked.price;
}

/** Our row for the buyer, known or new, with what the storefront says of them now. */
function buyerOf({ buyer, updatedAt }: HeardOrder, world: World): { readonly customer: CustomerId | null; readonly papers: Papers } {
  if (!buyer?.customer) return { customer: null, papers: {} };
  const known = world.customers.get(buyer.customer);
  const customer = known ?? newCustomerId();
  const { name, email, phone } = buyer;
  const details = [{ customer, version: Math.trunc(updatedAt.getTime() / 1000), name, email, phone }];
  return { customer, papers: { details, customers: known ? [] : [{ id: customer, storefrontId: buyer.customer }] } };
}

function noteOf({ note, storefrontId }: HeardOrder, object: OrderId) {
  if (!note) return { id: null, papers: {} };
  const id = remarkIdOf(object, "note", note);
  return { id, papers: { remarks: [{ id, object, kind: "note" as const, text: note, by: `storefront order ${storefrontId}` }] } };
}

