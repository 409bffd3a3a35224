import type { Measure } from "../row.ts";
import { floor } from "./floor.ts";
import { flood, halfLoad } from "./latency.ts";
import { markPaid } from "./mark-paid.ts";
import { memory } from "./memory.ts";
import { orderWebhookOld, settlingOld } from "./old.ts";
import { expiry, restart } from "./open.ts";
import { statusPush } from "./pages.ts";
import { namingPayment, paymentNoticeRow, settling } from "./payments.ts";
import { leaseRate, lists, sealRate } from "./store.ts";
import { orderWebhook, orderWebhookRepeats } from "./webhooks.ts";

/** In the order they run: what wants an idle shop comes before what leaves much behind, and rows of one world follow each other. */
export const measures: readonly Measure[] = [
  floor, markPaid, halfLoad, flood, orderWebhook, orderWebhookRepeats, paymentNoticeRow, namingPayment, settling, statusPush,
  leaseRate, sealRate, expiry, restart, memory, ...lists, orderWebhookOld, settlingOld,
];
