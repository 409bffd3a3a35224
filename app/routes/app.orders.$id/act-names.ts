/** What a merchant may do with an order. */
export const ACTS = ["mark-paid", "cancel", "reopen", "seen", "sent", "withdraw", "refund", "decline", "credit"] as const;
export type ActName = (typeof ACTS)[number];
export type Field = "reason" | "amount" | "byHand" | "transaction";
