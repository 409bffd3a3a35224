/** One order: its facts and the acts a merchant may do. */
export const order = {
  title: (name: string) => `Order ${name}`,
  back: "Orders",
  placed: (when: string) => `Placed ${when}`,
  story: "Timeline",
  facts: {
    title: "Facts", due: "Due", notPriced: "Not priced yet", price: "Price", rate: "Rate", rateOf: (currency: string, perUnit: string, symbol: string) => `1 ${currency} = ${perUnit} ${symbol}`,
    rateFrom: (source: string, when: string) => `${source}, ${when}`, received: "Paid so far", claimBy: "Claim by", payBy: "Pay by", heldUntil: "Waiting for money on its way until", closed: "Closed",
    claimer: "Claimed by", nobody: "Nobody yet", reference: "Reference for wallets", storefrontId: "Shopify order id", refunded: "Refunded",
  },
  by: { proven: "proven", plain: "signed the order number only", naming: "named by its payment" },
  customer: { title: "Customer", guest: "This order was placed as a guest, so credit cannot be given.", credit: "Credit", none: "No name on record" },
  banners: {
    unpriced: (currency: string) => `This order has no amount due, because no rate is set for ${currency}. Its time starts when it is priced.`,
    setRate: "Set a rate",
    refused: (said: string) => `Shopify refused: ${said}`, askAgain: "Ask Shopify again", asked: "Shopify will be asked again",
    atRisk: "The chain took back money that paid this order. It stays marked as paid at Shopify; hold the goods until the payer has made up for it.",
    shortAfterPaid: "The price was raised at Shopify after this order was paid. The difference is not asked for by itself.",
    refundSuggested: "Shopify lowered the price or cancelled this order after it was paid. A refund may be due.",
    late: (amount: string) => `${amount} arrived after this order was closed. Reopen the order to use it, or send it back to its owner.`,
  },
  acts: {
    "mark-paid": { button: "Mark as paid", title: "Mark as paid", text: (due: string) => `What is missing of ${due} is booked as received by you. Shopify is told to mark the order as paid. This cannot be undone.`, send: "Mark as paid", done: "Marked as paid" },
    cancel: { button: "Cancel order", title: "Cancel this order?", text: "The order is closed here and cancelled at Shopify. Money already sent for it is not lost: it becomes credit of whoever sent it.", send: "Cancel order", done: "Order cancelled" },
    reopen: { button: "Reopen", title: "Reopen this order", text: "The order is open again with new deadlines, and money that is waiting for it is used. If Shopify was about to be asked to cancel it, that is withdrawn.", send: "Reopen", done: "Order reopened" },
    seen: { button: "Seen", title: "Seen, and dealt with?", text: "The order no longer stands among what needs attention. A later change at Shopify brings it back.", send: "Mark as seen", done: "Marked as seen" },
    credit: { button: "Credit customer", title: "Credit the customer", text: "A credit note, which the customer can use on this order or a later one. A negative amount takes credit back.", send: "Give credit", done: "Credit given" },
  },
  fields: {
    reason: "Reason", reasonHelp: "Kept in the timeline with who you are.", amount: (symbol: string) => `Amount in ${symbol}`, byHand: "Fulfil by hand", byHandHelp: "Shopify shows this order as cancelled and keeps it so. Tick this if you will ship it all the same.",
    reasonMissing: "Say why: it is kept with what you do.", reasonLong: "At most 1,000 characters.", amountWrong: (scale: number) => `Enter an amount with at most ${scale} decimals, such as 25 or -3.5.`,
  },
} as const;
