import { GraphQLError } from "graphql";
import type { Order } from "../world.ts";
import { financialStatus } from "../shop/order.ts";

/** Shopify's search syntax, as far as orders are searched: `field:value`, comparisons, quotes, `-` and AND. */

type Term = { readonly field: string; readonly comparison: string; readonly value: string; readonly negated: boolean };

const termPattern = /(-)?(?:(\w+):)?(>=|<=|>|<)?(?:'([^']*)'|"([^"]*)"|([^\s'"]+))/g;

function termsIn(query: string): Term[] {
  return [...query.matchAll(termPattern)].flatMap(([whole, minus, field, comparison, single, double, bare]) => {
    if (whole === "AND") return [];
    if (whole === "OR") throw new GraphQLError("The sandbox shop does not model OR in order searches.");
    return [{ field: field ?? "name", comparison: comparison ?? "=", value: single ?? double ?? bare ?? "", negated: minus === "-" }];
  });
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function compare(a: number, comparison: string, b: number): boolean {
  if (comparison === ">=") return a >= b;
  if (comparison === "<=") return a <= b;
  if (comparison === ">") return a > b;
  return comparison === "<" ? a < b : a === b;
}

const isOpen = (order: Order): boolean => order.cancelledAt === null && order.closedAt === null;

function hasStatus(order: Order, status: string): boolean {
  if (status === "any") return true;
  if (status === "open") return isOpen(order);
  if (status === "closed") return order.closedAt !== null && order.cancelledAt === null;
  return status === "cancelled" ? order.cancelledAt !== null : order.closedAt === null;
}

type Test = (order: Order, term: Term) => boolean;
const onTime = (time: (order: Order) => string): Test => (order, { comparison, value }) => compare(Date.parse(time(order)), comparison, Date.parse(value));
const onText = (text: (order: Order) => string): Test => (order, { value }) => same(text(order), value);

const tests: Readonly<Record<string, Test>> = {
  id: (order, { comparison, value }) => (comparison === "=" ? order.id === value : compare(Number(order.id), comparison, Number(value))),
  name: (order, { value }) => same(order.name.replace(/^#/, ""), value.replace(/^#/, "")),
  checkout_token: onText((order) => order.checkoutToken),
  cart_token: onText((order) => order.cartToken),
  confirmation_number: onText((order) => order.confirmationNumber),
  source_name: onText((order) => order.sourceName),
  created_at: onTime((order) => order.createdAt),
  updated_at: onTime((order) => order.updatedAt),
  processed_at: onTime((order) => order.createdAt),
  financial_status: (order, { value }) => value.split(",").some((one) => same(one, financialStatus(order))),
  status: (order, { value }) => hasStatus(order, value.toLowerCase()),
  gateway: (order, { value }) => order.gateways.some((name) => same(name, value)),
  tag: (order, { value }) => order.tags.some((tag) => same(tag, value)),
  tag_not: (order, { value }) => !order.tags.some((tag) => same(tag, value)),
  test: (order, { value }) => order.test === same(value, "true"),
};

/** Orders that fit the query; a field we do not know is refused by name, so that no test passes by finding everything. */
export function search(orders: readonly Order[], query: string): readonly Order[] {
  return termsIn(query).reduce<readonly Order[]>((left, term) => {
    const test = Object.hasOwn(tests, term.field) ? tests[term.field] : undefined;
    if (!test) throw new GraphQLError(`The sandbox shop does not model the order search field ${term.field}.`);
    return left.filter((order) => test(order, term) !== term.negated);
  }, orders);
}
