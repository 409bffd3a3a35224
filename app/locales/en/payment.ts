/** One payment. */
export const payment = {
  title: "Payment", seen: (when: string) => `Seen ${when}`, back: "Home",
  facts: { title: "Facts", amount: "Amount", transaction: "Transaction", sender: "Stated sender", nobody: "None stated", status: "Status", order: "Names order", none: "No order", memo: "Memo" },
  contested: "Wallets differ about this payment, so it counts as no money. Say which report is true; it then counts as that wallet said.",
  unowned: (amount: string) => `${amount} of this payment belongs to nobody, because it came without a sender and named no order. It pays an order as soon as a wallet reports the same transaction again with the order’s reference. To give it back, send it from your wallet to whoever can show that they sent it.`,
  awaits: (amount: string, order: string) => `${amount} came to the address that was made for order ${order}, which is not known here. It pays that order as soon as we hear of it. See at Shopify what became of the order: it may have been cancelled or deleted before we heard of it. To give the money back, send it from your wallet to whoever can show that they sent it.`,
  acts: "What was decided",
  reports: "What wallets reported", report: (amount: string, sender: string | null) => (sender ? `${amount} from ${sender}` : `${amount}, no sender`), by: (wallet: string, when: string) => `${wallet}, ${when}`, noWallet: "Booked by hand",
  pick: { button: "This one is true", title: "Take this report as true?", text: (report: string) => `The payment counts as ${report}. What the other wallets said is kept, and counts for nothing.`, send: "Take as true", done: "Report taken as true" },
} as const;
