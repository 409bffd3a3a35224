/** What a shopper, and whoever they show it to, reads on a receipt. */
export const receipt = {
  title: "Receipt",
  paid: (when: string) => `Paid on ${when}`,
  unpaid: { title: "No receipt yet", text: "There is a receipt as soon as the order is paid.", back: "Back to the order" },
  since: {
    title: "What changed since", atRisk: "The network took back money this order was paid with, and it has not been made up for.",
    refunded: (amount: string) => `${amount} of what was paid were refunded, or are being refunded.`,
    priceRaised: "The shop raised the price of this order.", priceLoweredOrCancelled: "The shop lowered the price of this order, or cancelled it.",
  },
  price: "Price", rate: "Rate", rateOf: (currency: string, perUnit: string, symbol: string) => `1 ${currency} = ${perUnit} ${symbol}`, rateFrom: (source: string, when: string) => `${source}, ${when}`, placed: "Ordered",
  amountsTitle: "Amounts",
  amounts: {
    asked: "Asked for", received: "Received", takenBack: "Taken back by the network", returned: "Sent back", fromCredit: "From credit", missing: "Still missing", writtenOff: "Forgone by the shop",
    applied: "Paid", credit: "Left as credit", refunded: "Refunded",
  },
  payments: {
    title: "Payments", none: "No payment came in for this order: it was paid from credit, or nothing was due.", transaction: "Transaction", wallet: "Received by",
    confirmations: (count: string) => `confirmations: ${count}`, leftOut: (count: string) => `Further payments, not listed: ${count}.`,
  },
  ledger: { title: "The shop’s books", text: "These rows of the shop’s ledger are about this order. Each has a hash of its content and lies under a numbered seal.", from: "From", to: "To", hash: "Hash", seal: "Seal", unsealed: "not sealed yet" },
  signed: {
    title: "Signed by the shop", text: "The file below says the same and is signed with the shop’s key. Anyone can check it without asking the shop. Keep the keys with it.",
    file: "Signed receipt (file)", keys: "The shop’s public keys (file)", key: "Key", issued: (when: string) => `As of ${when}`,
  },
};

export type ReceiptWords = typeof receipt;
