import { pay as ar } from "./ar/pay.ts";
import { pay as de } from "./de/pay.ts";
import { pay as en, type PayWords } from "./en/pay.ts";
import { pay as es } from "./es/pay.ts";
import { pay as fr } from "./fr/pay.ts";
import { pay as ja } from "./ja/pay.ts";
import type { Language } from "./language.ts";

/** What a shopper reads, in each language we have. */
export const payWords: Readonly<Record<Language, PayWords>> = { en, de, es, fr, ja, ar };
