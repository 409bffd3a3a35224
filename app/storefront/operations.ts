import { priceDocuments } from "./price-operations.ts";

// Every Admin GraphQL document we send, API version 2026-10. A test validates each against Shopify's own schema.
// Prices are read as presentment money only: that is what the customer owes, and a page of 50 stays under 1,000 points.

const orderFacts = `
  id
  legacyResourceId
  name
  updatedAt
  cancelledAt
  cancelReason
  closedAt
  displayFinancialStatus
  paymentGatewayNames
  checkoutToken
  confirmationNumber
  test
  note
  sourceName
  currencyCode
  presentmentCurrencyCode
  totalOutstandingSet { presentmentMoney { amount currencyCode } }
  currentTotalPriceSet { presentmentMoney { amount currencyCode } }
  currentSubtotalPriceSet { presentmentMoney { amount currencyCode } }
  customer @include(if: $withCustomer) { id }
`;

/** One order in all we know orders by. `$withCustomer` needs the scope read_customers. */
const OrderState = `
  query OrderState($id: ID!, $withCustomer: Boolean!) {
    order(id: $id) { ${orderFacts} }
  }
`;

// What errands weigh before they change an order, and not a field more: each call is paid from the shop's cost budget.
const paidFacts = `
  cancelledAt
  displayFinancialStatus
  fullyPaid
  canMarkAsPaid
  totalOutstandingSet { presentmentMoney { amount currencyCode } }
`;

const PaidState = `
  query PaidState($id: ID!) {
    order(id: $id) { ${paidFacts} }
  }
`;

const CancelState = `
  query CancelState($id: ID!) {
    order(id: $id) {
      cancelledAt
      displayFinancialStatus
      displayFulfillmentStatus
      fullyPaid
      totalReceivedSet { presentmentMoney { amount currencyCode } }
      transactions(first: 10) { kind status }
    }
  }
`;

const TagState = `
  query TagState($id: ID!) {
    order(id: $id) { tags }
  }
`;

const OrdersSince = `
  query OrdersSince($search: String!, $after: String, $withCustomer: Boolean!) {
    orders(first: 50, after: $after, query: $search, sortKey: UPDATED_AT) {
      nodes { ${orderFacts} }
      pageInfo { hasNextPage endCursor }
    }
  }
`;

/** Shopify's order has no sum of its lines before discounts; it is added up from them. */
const OrderLines = `
  query OrderLines($id: ID!, $after: String) {
    order(id: $id) {
      lineItems(first: 100, after: $after) {
        nodes { quantity originalUnitPriceSet { presentmentMoney { amount currencyCode } } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`;

/** Its answer shows the order as it is after the change, which costs nothing beside the mutation itself. */
const MarkPaid = `
  mutation MarkPaid($id: ID!) {
    orderMarkAsPaid(input: { id: $id }) {
      order { ${paidFacts} }
      userErrors { field message }
    }
  }
`;

// No refund method: only orders without money recorded are ever cancelled by us.
const CancelOrder = `
  mutation CancelOrder($id: ID!, $reason: OrderCancelReason!, $restock: Boolean!, $notify: Boolean!, $staffNote: String) {
    orderCancel(orderId: $id, reason: $reason, restock: $restock, notifyCustomer: $notify, staffNote: $staffNote) {
      job { id done }
      orderCancelUserErrors { field message code }
    }
  }
`;

const CancelJob = `
  query CancelJob($id: ID!) {
    job(id: $id) { id done }
  }
`;

const TagOrder = `
  mutation TagOrder($id: ID!, $tags: [String!]!) {
    tagsAdd(id: $id, tags: $tags) {
      node { id }
      userErrors { field message }
    }
  }
`;

const UntagOrder = `
  mutation UntagOrder($id: ID!, $tags: [String!]!) {
    tagsRemove(id: $id, tags: $tags) {
      node { id }
      userErrors { field message }
    }
  }
`;

const ShopFacts = `
  query ShopFacts {
    shop {
      id
      name
      myshopifyDomain
      primaryDomain { url }
      currencyCode
      enabledPresentmentCurrencies
      ianaTimezone
      plan { publicDisplayName shopifyPlus partnerDevelopment }
    }
    currentAppInstallation { id accessScopes { handle } }
  }
`;

export const documents = {
  OrderState,
  PaidState,
  CancelState,
  TagState,
  OrdersSince,
  OrderLines,
  MarkPaid,
  CancelOrder,
  CancelJob,
  TagOrder,
  UntagOrder,
  ShopFacts,
  ...priceDocuments,
} as const;
