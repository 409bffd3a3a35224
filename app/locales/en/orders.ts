/** The list of orders. */
export const orders = {
  title: "Orders",
  views: { open: "Open", attention: "Needs attention", paid: "Paid", expired: "Expired", cancelled: "Cancelled", all: "All" },
  viewsLabel: "Which orders to show",
  search: "Search orders",
  searchHint: "Order, customer, e-mail, wallet address or transaction",
  clear: "Clear search",
  columns: { order: "Order", placed: (zone: string) => `Placed (${zone})`, customer: "Customer", status: "Status", price: "Price", due: "Due", deadline: "Open until" },
  resource: { singular: "order", plural: "orders" },
  older: "Older orders",
  newer: "Newer orders",
  pages: "Pages of orders",
  empty: {
    open: { title: "No order is waiting", text: "Orders that customers place with your payment method wait here until they are claimed and paid. Each one shows what is due and until when." },
    attention: { title: "Nothing needs you", text: "Orders at risk, money that came too late, and anything Shopify refused would be listed here." },
    paid: { title: "No paid orders yet", text: "An order moves here by itself once its money is final. Shopify is told to mark it paid at the same time." },
    expired: { title: "No expired orders", text: "An order that nobody claims or pays in time is closed here and cancelled at Shopify, so that its stock is free again." },
    cancelled: { title: "No cancelled orders", text: "Orders that you or Shopify cancelled, and those that were paid another way at Shopify, are listed here." },
    all: { title: "No orders yet", text: "Place an order in your store with your payment method, and it appears here within seconds." },
    search: { title: "Nothing found", text: (text: string) => `No order matches “${text}”. Try an order number, a customer’s name or e-mail, a wallet address, or a transaction id. Only whole transactions and addresses match.` },
  },
  toSettings: "Open settings",
} as const;
