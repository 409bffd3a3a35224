import type { Context as Call } from "hono";
import { bytesOf, limits } from "./body.ts";
import type { Door } from "./door.ts";
import { readJson } from "./json.ts";
import { DoorRefusal, fieldRefusal } from "./problem.ts";

const LONGEST = 1000;

/** Who wants JSON says so; a form's browser asks for a page. */
export function wantsJson(c: Call<Door>): boolean {
  const accept = c.req.header("accept") ?? "";
  return accept.includes("application/json") && !accept.includes("text/html");
}

/** The words that came with a wish, of a form or of JSON, under `text`; empty where none did. */
export async function readWish(c: Call<Door>): Promise<string> {
  const bytes = await bytesOf(c, limits.shoppers);
  const isJson = c.req.header("content-type")?.startsWith("application/json") ?? false;
  const said = bytes.length === 0 ? "" : isJson ? inJson(bytes) : inForm(bytes);
  const text = said.replace(/\r\n?/g, "\n").replace(UNPRINTABLE, "").trim();
  if (text.length > LONGEST) throw fieldRefusal({ field: "text", reason: `may have at most ${LONGEST} characters` });
  return text;
}

// PostgreSQL keeps no U+0000, and no other control but a new line says anything to anybody.
const UNPRINTABLE = /(?!\n)\p{Cc}/gu;

function inForm(bytes: Uint8Array): string {
  return new URLSearchParams(new TextDecoder().decode(bytes)).get("text") ?? "";
}

function inJson(bytes: Uint8Array): string {
  const read = readJson(bytes);
  if (!read.ok) throw new DoorRefusal(400, "json_wrong", `The body ${read.reason}.`);
  const text: unknown = typeof read.value === "object" && read.value !== null && "text" in read.value ? read.value.text : "";
  if (typeof text !== "string") throw fieldRefusal({ field: "text", reason: "is text" });
  return text;
}
