import { receipt as ar } from "./ar/receipt.ts";
import { receipt as de } from "./de/receipt.ts";
import { receipt as en, type ReceiptWords } from "./en/receipt.ts";
import { receipt as es } from "./es/receipt.ts";
import { receipt as fr } from "./fr/receipt.ts";
import { receipt as ja } from "./ja/receipt.ts";
import type { Language } from "./language.ts";

/** What is read on a receipt, in each language we have. */
export const receiptWords: Readonly<Record<Language, ReceiptWords>> = { en, de, es, fr, ja, ar };
