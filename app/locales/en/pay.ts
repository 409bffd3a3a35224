/** Amounts of an order as its page prints them. */
export type Amounts = { readonly due: string; readonly covered: string; readonly missing: string; readonly left: string };

/** What a shopper reads on the pay page. */
export const pay = {
  language: "English",
  order: (name: string) => `Order ${name}`,
  states: {
    fetching: { title: "We are fetching your order", text: () => "The shop has not told us about it yet. That takes a few seconds, and this page goes on by itself." },
    unpriced: { title: "The amount is being worked out", text: () => "The shop has no rate for this currency yet. The amount appears here as soon as it has one." },
    waiting: { title: "Waiting for your payment", text: () => "Send this amount from your wallet. You will see here when it arrives." },
    "needs-quote": { title: "This amount no longer holds", text: () => "The exchange rate behind it has run out. Get a new amount; whatever you have already sent counts towards it." },
    part: { title: "Part of your payment is here", text: ({ covered, due, missing }: Amounts) => `We have ${covered} of ${due}. Please send the remaining ${missing}.` },
    seen: { title: "Your payment is on its way", text: () => "We have seen it. It counts as soon as the network has confirmed it; there is nothing more for you to do." },
    paid: { title: "Paid. Thank you!", text: () => "Your payment has arrived, and the shop knows." },
    over: { title: "Paid. Thank you!", text: ({ left }: Amounts) => `You sent ${left} more than was needed. It is not lost.` },
    expired: { title: "The time to pay has run out", text: () => "The order was let go. Please do not send money for it any more; you can order again in the shop." },
    cancelled: { title: "This order was cancelled", text: () => "Nothing is asked for any more. Please do not send money for it." },
    late: { title: "Your money came after the order was closed", text: ({ left }: Amounts) => `${left} came for this order when it was no longer open. It is not lost.` },
  },
  elsewhere: { title: "This order was paid another way", text: "Nothing is asked for here any more." },
  noWallet: "The shop cannot receive payments at the moment. Please get in touch with the shop.",
  atRisk: "The network took back a payment for this order. The shop is looking into it and may get in touch with you.",
  ask: {
    toPay: "To pay", stillToPay: "Still to pay", price: (price: string) => `Price in the shop: ${price}`, open: "Open in wallet", qr: "QR code for your wallet: it holds the address, the amount and the reference",
    scan: "Scan it with your wallet, or copy:", amount: "Amount", address: "Address", reference: "Reference", referenceHint: "Send it along as the message, so that the payment finds your order.",
    emoji: "Compare the address as emoji", timeLeft: "Time left", until: (when: string) => `until ${when}.`, lastMinute: "less than a minute",
    after: "After that the order is cancelled. Money on its way is waited for, and money that comes later is not lost.",
    quoteLeft: "This amount holds for", quoteAfter: "After that you can get a new amount here.",
    others: "Other ways to send it", standard: "Link to the shop’s address, with the reference", older: "Link for older wallets", byHand: "By hand: send exactly this amount to the address, with the reference as the message.",
    requote: "Get a new amount",
  },
  payments: {
    title: "Payments", received: "on its way", confirmed: "arrived", dropped: "vanished", reversed: "taken back", contested: "being checked by the shop",
    depth: (seen: string, needed: string) => `${seen} of ${needed} confirmations`, transaction: "Transaction",
    refundRequested: (amount: string) => `The shop is sending ${amount} back to you.`, refundSent: (amount: string) => `The shop has sent ${amount} back to you.`,
  },
  rest: {
    title: (left: string) => `What becomes of ${left}`, keeps: "It stays as credit with the shop, and counts when you pay your next order from the same wallet.",
    choose: "Keep it as credit for your next order, or ask the shop to send it back.", keep: "Keep it as credit",
    reopen: "The shop sees it too, and may still accept your order.", ask: "Ask the shop to send it back", word: "A word to the shop (optional)", wordHint: "For example the address it should go to.",
  },
  asked: {
    open: "You asked the shop to send it back. It has been told and will get in touch.", "set-aside": "The shop is preparing to send it back to you.", sent: "The shop has sent it back.",
    declined: "The shop answered your request.", again: "Ask again",
  },
  claim: {
    title: "Sign with your wallet (optional)", text: "A wallet that can sign claims can promise to pay this order. Let it sign this text, then paste or scan what it gives you.",
    toSign: "Text to sign", field: "Claim from your wallet", send: "Send claim", scan: "Scan with the camera", stop: "Stop the camera", noCamera: "The camera cannot be used here.",
    known: "A wallet has claimed this order.",
  },
  refused: {
    claim_unreadable: "That is no claim. Paste all of what your wallet shows, from the first brace to the last.",
    reference_wrong: "That claim is for something else. Let your wallet sign the text shown here.", signature_wrong: "The signature does not fit. Let your wallet sign once more.",
    order_not_open: "The order is closed, so nothing was changed.", try_again: "That did not work, and nothing was changed. Please try again in a moment.",
    order_needs_rate: "The shop has no rate for this currency at the moment, so there is no new amount yet.", nothing_to_refund: "There is no money of this order left to send back or keep.",
  },
  receipt: { page: "Receipt", file: "Signed receipt as a file" },
  copy: "Copy", copied: "Copied", refresh: "Check again", live: "This page keeps itself up to date.", languages: "Language",
  direct: "You pay the shop directly, from wallet to wallet.",
  unknown: { title: "Nothing here", text: "This link opens no order. Please take it anew from your order confirmation, or ask the shop." },
  failed: { title: "Something went wrong", text: "It is our fault, and it has been written down. Your money is safe. Please try again in a moment." },
};

export type PayWords = typeof pay;
