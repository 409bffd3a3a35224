import type { Rules } from "../story.ts";
import { amounts } from "./amounts.ts";
import { attacks } from "./attacks.ts";
import { claims } from "./claims.ts";
import { orders } from "./orders.ts";
import { payments } from "./payments.ts";

export const rules: Readonly<Record<string, Rules>> = { amounts, orders, claims, payments, attacks };
