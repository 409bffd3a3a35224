import type { Locator } from "playwright-core";
import { readPng } from "../qr/decode.ts";

/** What a phone's camera reads off the screen, pixel by pixel, decoded by a reader of another make. */
export const seenIn = async (code: Locator): Promise<string> => readPng(await code.screenshot()) ?? "";
