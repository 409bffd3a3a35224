/** What customers ask under the privacy rules. */
export const privacy = {
  title: "Customers’ privacy", back: "Home",
  data: {
    title: "Data to hand over", text: "Shopify passed on that these customers want to know what is kept about them. Download the file, give it to them within 30 days, and say so here.",
    empty: "Nobody is waiting for their data. When a customer asks for it at Shopify, the request appears here and on Home.",
    asked: (when: string) => `Asked ${when}`, due: (when: string) => `Hand over by ${when}`, overdue: (when: string) => `Was to be handed over by ${when}`,
    download: "Download file", handOver: "Mark as handed over", handedOver: "Marked as handed over",
    downloaded: "File downloaded", failed: "The file could not be made. Please try again in a moment.",
  },
  done: {
    title: "Done", handedOver: (when: string, by: string) => `Data handed over ${when}, by ${by}`, forgotten: (when: string) => `Forgotten ${when}`,
    text: "The last 100 requests.",
  },
  forget: { title: "Being forgotten", text: "Names, e-mail addresses, notes and messages of these customers are being removed; nothing needs to be done. Orders and amounts stay.", asked: (when: string) => `Asked ${when}` },
  somebody: (id: string) => `Customer ${id} at Shopify`, nobody: "A customer who was forgotten", guest: "A guest, by their orders",
  settings: { title: "Customers’ privacy", text: "What customers ask of you under privacy rules, passed on by Shopify: to know what is kept about them, or to be forgotten.", link: "See requests" },
} as const;
