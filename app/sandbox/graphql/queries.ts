import { GraphQLError } from "graphql";
import { z } from "zod";
import { indexedOrders } from "../faults/search-index.ts";
import type { Job, Order } from "../world.ts";
import type { Shop } from "../shop/shop.ts";
import { demandScope, gid, idIn, type Arguments, type Resolve, type View } from "./ask.ts";
import { connection, pageSchema } from "./connection.ts";
import { metaobjectQueries } from "./metaobjects.ts";
import { metafieldView, orderView } from "./order-view.ts";
import { productQueries } from "./product-view.ts";
import { search } from "./search.ts";

const byId = z.object({ id: z.string() });

export const jobView = (job: Job): View => ({ __typename: "Job", id: gid("Job", job.id), done: job.done });

function findOrder(shop: Shop, id: string): View | null {
  const plain = idIn("Order", id);
  const order = plain === null ? undefined : shop.state.orders.get(plain);
  return order ? orderView(order) : null;
}

function findJob(shop: Shop, id: string): View | null {
  const job = shop.state.jobs.get(idIn("Job", id) ?? "");
  return job ? jobView(job) : null;
}

const sortKeys: Readonly<Record<string, (order: Order) => number>> = {
  UPDATED_AT: (order) => Date.parse(order.updatedAt),
  CREATED_AT: (order) => Date.parse(order.createdAt),
  PROCESSED_AT: (order) => Date.parse(order.createdAt),
  ORDER_NUMBER: (order) => order.number,
  ID: (order) => order.number,
};

const ordersArguments = pageSchema.extend({ query: z.string().nullish(), sortKey: z.string(), reverse: z.boolean().nullish() });

const orders: Resolve = (args, { shop }) => {
  demandScope(shop, "read_orders", "orders");
  const { query, sortKey, reverse, ...page } = ordersArguments.parse(args);
  const key = Object.hasOwn(sortKeys, sortKey) ? sortKeys[sortKey] : undefined;
  if (!key) throw new GraphQLError(`The sandbox shop does not model sorting orders by ${sortKey}.`);
  const items = search(indexedOrders(shop), query ?? "");
  const show = (found: Order): View => orderView(shop.state.orders.get(found.id) ?? found);
  return connection({ items, show, order: reverse ? "down" : "up", place: (order) => ({ value: key(order), id: order.id }) }, page);
};

const order: Resolve = (args, { shop }) => {
  demandScope(shop, "read_orders", "order");
  return findOrder(shop, byId.parse(args).id);
};

const identifier = z.object({ identifier: z.object({ id: z.string().nullish() }) });

const orderByIdentifier: Resolve = (args, { shop }) => {
  demandScope(shop, "read_orders", "orderByIdentifier");
  const { id } = identifier.parse(args).identifier;
  if (!id) throw new GraphQLError("The sandbox shop does not model finding orders by a custom id.");
  return findOrder(shop, id);
};

const shopView = ({ state }: Shop): View => ({
  __typename: "Shop",
  id: gid("Shop", state.id),
  name: state.name,
  myshopifyDomain: state.domain,
  primaryDomain: { id: gid("Domain", state.id), host: state.domain, url: `https://${state.domain}`, sslEnabled: true },
  url: `https://${state.domain}`,
  email: `owner@${state.domain}`,
  contactEmail: `help@${state.domain}`,
  currencyCode: state.currency,
  enabledPresentmentCurrencies: [...new Set([state.currency, ...[...state.orders.values()].map((one) => one.presentmentCurrency)])],
  ianaTimezone: "America/New_York",
  timezoneAbbreviation: "EST",
  timezoneOffset: "-0500",
  orderNumberFormatPrefix: "#",
  orderNumberFormatSuffix: "",
  plan: { displayName: "Basic", publicDisplayName: "Basic", shopifyPlus: false, partnerDevelopment: false },
});

const installationView = (shop: Shop): View => ({
  __typename: "AppInstallation",
  id: gid("AppInstallation", shop.state.id),
  accessScopes: shop.state.scopes.map((handle) => ({ handle, description: handle.replaceAll("_", " ") })),
  uninstallUrl: null,
  metafield: ({ namespace, key }: Arguments) => {
    const found = shop.state.appMetafields.find((one) => one.namespace === (namespace ?? "$app") && one.key === key);
    return found ? metafieldView(found, { type: "APP_INSTALLATION", show: () => installationView(shop) }) : null;
  },
});

const node = (shop: Shop, id: string): View | null => {
  if (id === gid("Shop", shop.state.id)) return shopView(shop);
  return findOrder(shop, id) ?? findJob(shop, id);
};

export const queries: Readonly<Record<string, Resolve>> = {
  order,
  orders,
  orderByIdentifier,
  shop: (_args, { shop }) => shopView(shop),
  job: (args, { shop }) => findJob(shop, byId.parse(args).id),
  node: (args, { shop }) => node(shop, byId.parse(args).id),
  nodes: (args, { shop }) => z.object({ ids: z.array(z.string()) }).parse(args).ids.map((id) => node(shop, id)),
  currentAppInstallation: (_args, { shop }) => installationView(shop),
  ...productQueries,
  ...metaobjectQueries,
};
