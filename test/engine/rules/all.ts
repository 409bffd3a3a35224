import type { Rules } from "../story.ts";
import { amounts } from "./amounts.ts";
import { attacks } from "./attacks.ts";
import { claims } from "./claims.ts";

export const rules: Readonly<Record<string, Rules>> = { amounts, claims, attacks };
