import type { Measure } from "../row.ts";
import { floor } from "./floor.ts";
import { namingPayment, paymentNoticeRow, settling } from "./payments.ts";
import { orderWebhookOld, settlingOld } from "./old.ts";
import { orderWebhook, orderWebhookRepeats } from "./webhooks.ts";

/** In the order they run: those that leave much behind come late. */
export const measures: readonly Measure[] = [floor, orderWebhook, orderWebhookRepeats, paymentNoticeRow, namingPayment, settling, orderWebhookOld, settlingOld];
