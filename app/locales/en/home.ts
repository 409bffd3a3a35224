/** The first page: what is still to do, what needs somebody, and today. */
export const home = {
  title: "Home",
  setUp: {
    title: "Get ready to be paid", progress: (done: number, all: number) => `${done} of ${all} done`, done: "Done", todo: "To do",
    steps: {
      method: { title: "Name your payment method", text: "Add a manual payment method in Shopify and write its name here, so that we know which orders are ours.", act: "Name it" },
      wallet: { title: "Add a receiving wallet", text: "The wallet your customers pay to. It reports each payment to this server, signed with its key.", act: "Add wallet" },
      rate: { title: "Set a rate", text: "What one unit of your currency is worth. Each order is priced with it, and keeps it as evidence.", act: "Set rate" },
      block: { title: "Place the block", text: "In Shopify’s checkout settings choose Customize, and add the block “Pay with your wallet” to the Thank you and Order status pages: shoppers see how to pay as soon as they have ordered. Shopify does not say where a block stands, so this is done once a page has shown it to somebody. A test order will do.", act: "Open checkout settings" },
      order: { title: "Pay a test order", text: "Place a small order in your store with the payment method, pay it from a wallet, and see it paid here and in Shopify.", act: "See orders" },
    },
  },
  attention: {
    title: "Needs attention", none: "Nothing needs you.", noneText: "Orders are claimed, paid and reported to Shopify by themselves.", count: (count: number, most: number) => (count >= most ? `${most}+` : String(count)),
    more: (count: number) => `and ${count} more`,
    requests: { title: "Customers asking for their data", text: "Download what is kept about them and hand it over within 30 days.", act: "See request", line: (who: string, due: string) => `${who}, by ${due}` },
    atRisk: { title: "Paid orders at risk", text: "The chain took back money that paid them. Hold the goods until the payer has made up for it.", act: "Open order" },
    late: { title: "Money that came too late", text: "It was sent for an order that had closed, and is kept as credit. Reopen the order to use it, or send it back.", act: "Open order", line: (amount: string, order: string) => `${amount} for ${order}`, noOrder: "an order that closed" },
    asked: { title: "Shoppers asking for money back", text: "Send a refund, or tell them why not: they read it on their pay page.", act: "Open order", line: (order: string, when: string) => `${order}, asked ${when}` },
    contested: { title: "Payments that wallets disagree about", text: "They count as no money until you say which report is true.", act: "Decide" },
    unowned: { title: "Money without an owner", text: "It came without a sender, or to the own address of an order that is not known here.", act: "Look at it" },
    prices: { title: "Prices in the shop are behind", text: "Shopify did not take them, so products may show what they cost at an older rate. We keep trying by ourselves.", act: "See prices", line: (why: string, next: string) => `${why}; next try at ${next}` },
    refused: { title: "Shopify refused", text: "What we wanted to tell Shopify was refused for good. The order’s timeline says why.", act: "Open order", line: (order: string, said: string | null) => (said ? `${order}: ${said}` : order) },
    stuck: { title: "Shopify has not been reached", text: "We keep trying by ourselves.", act: "Open order", line: (order: string, attempts: number, error: string | null) => `${order}: tried ${attempts} times${error ? `, last answer: ${error}` : ""}` },
    paused: { title: "Shopify cannot be told anything", text: "Paid orders are kept and told to Shopify as soon as it answers again.", act: "See orders", line: (why: string, until: string) => `${why}; next try at ${until}` },
    failed: { title: "Messages that could not be processed", text: "They are kept whole and tried again. If this stays, your operator’s log says more.", line: (topic: string, when: string) => `${topic}, ${when}`, act: "See orders" },
    unpriced: { title: "Orders that need a rate", text: "They have no amount due until you set one.", act: "Set rate", line: (orders: number, currency: string) => `${orders} ${orders === 1 ? "order" : "orders"} in ${currency}` },
    changed: { title: "Paid orders that changed at Shopify", text: "Their price was changed, or they were cancelled, after they were paid. Mark each as seen once it is dealt with.", act: "Open order" },
    silent: { title: "A receiving wallet is silent", text: "It has reported nothing for two days, though orders are waiting. See whether it is running and online.", act: "See wallets", line: (address: string, when: string | null) => (when ? `${address}, last heard ${when}` : `${address}, not heard yet`) },
  },
  today: {
    title: "Today", open: "Open now", received: "Received", placed: "Placed", chart: "Received in the last 30 days", bar: (day: string, amount: string) => `${day}: ${amount}`, quiet: "No money was received in the last 30 days.",
    seeOpen: "See open orders",
  },
} as const;
