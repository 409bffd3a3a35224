import { exactJson } from "../exact-json.ts";
import { neverStruck, noFaults } from "../faults/fault.ts";
import { post } from "../faults/letters.ts";
import { lagBehind } from "../faults/search-index.ts";
import { randomUuid, secondOf, type Nature } from "../nature.ts";
import type { Deed, Letter, Order, ShopState } from "../world.ts";
import { firstGoods } from "./goods.ts";
import { orderPayload } from "./payload.ts";

/** A shop's memory and its surroundings: the time, fresh ids, and someone to tell that something changed. */
export type Shop = {
  readonly state: ShopState;
  readonly nature: Nature;
  readonly nextId: () => string;
  /** Something changed: save it, and send what is due. */
  readonly changed: () => void;
};

export type By = Deed["by"];

export const freshShop = (facts: Pick<ShopState, "domain" | "id" | "name" | "currency" | "methodName" | "scopes">): ShopState => ({
  ...facts,
  installed: true,
  nextNumber: 1001,
  products: firstGoods(),
  appMetafields: [],
  metaobjectDefinitions: new Map(),
  metaobjects: new Map(),
  orders: new Map(),
  deeds: new Map(),
  jobs: new Map(),
  letters: new Map(),
  pastLetters: [],
  tokens: [],
  switches: {
    hold: false,
    copies: 0,
    dropTopics: [],
    // Shopify tries again eight times over four hours.
    retryMs: [10, 30, 60, 300, 900, 1_800, 3_600, 7_200].map((seconds) => seconds * 1000),
    answerWithinMs: 5_000,
    cancelDelayMs: 300,
    costBudget: "untouched",
    restoreRate: 100,
  },
  faults: noFaults(),
  struck: neverStruck(),
  unindexed: [],
  budget: { available: 2_000, at: 0 },
  idempotent: new Map(),
});

const pathOf = (topic: string): string => {
  if (topic.startsWith("app/")) return "/webhooks/app";
  if (topic.startsWith("products/")) return "/webhooks/products";
  return /^(customers|shop)\/(data_request|redact)$/.test(topic) ? "/webhooks/compliance" : "/webhooks/orders";
};

export type News = { readonly topic: string; readonly body: unknown; readonly orderId?: string };

/** Writes the webhooks that one action causes: they share an event id, each has its own webhook id. */
export function tell(shop: Shop, news: readonly News[]): void {
  const { state, nature } = shop;
  const eventId = randomUuid(nature);
  for (const { topic, body, orderId } of news) {
    const letter: Letter = {
      id: randomUuid(nature),
      eventId,
      topic,
      orderId: orderId ?? null,
      path: pathOf(topic),
      body: exactJson(body),
      triggeredAt: nature.now().toISOString(),
      dueAt: nature.now().getTime(),
      state: state.switches.hold ? "held" : "waiting",
      tries: [],
    };
    post(shop, letter);
  }
  shop.changed();
}

export function record(shop: Shop, orderId: string, deed: Omit<Deed, "at">): void {
  const deeds = shop.state.deeds.get(orderId) ?? [];
  shop.state.deeds.set(orderId, [...deeds, { ...deed, at: shop.nature.now().toISOString() }]);
}

export type Change = {
  readonly field: string;
  readonly by: By;
  readonly detail?: string;
  /** Besides `orders/updated`, which every change sends. */
  readonly news?: (order: Order) => readonly News[];
};

/** Stores an order's new truth, writes it into its history and tells the subscribers. */
export function change(shop: Shop, order: Order, { field, by, detail = "", news = () => [] }: Change): Order {
  const { state, nature } = shop;
  const current = { ...order, updatedAt: secondOf(nature.now()) };
  lagBehind(shop, order.id, state.orders.get(order.id) ?? null);
  state.orders.set(current.id, current);
  record(shop, current.id, { field, by, result: "done", detail });
  if (state.installed) tell(shop, [...news(current), orderNews("orders/updated", current, state)]);
  shop.changed();
  return current;
}

export const orderNews = (topic: string, order: Order, shop: ShopState): News => ({ topic, body: orderPayload(order, shop), orderId: order.id });
