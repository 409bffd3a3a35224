import { readFile } from "node:fs/promises";
import type { Context } from "hono";

const types = { css: "text/css; charset=utf-8", js: "text/javascript; charset=utf-8" } as const;
const names = ["style.css", "app-bridge.js", "frame.js", "live.js", "scan.js", "copy.js"] as const;

export async function asset(c: Context, wanted: string): Promise<Response> {
  const name = names.find((one) => one === wanted);
  if (name === undefined) return c.notFound();
  const text = await readFile(new URL(`./assets/${name}`, import.meta.url), "utf8");
  // The app loads app-bridge.js from here, across origins.
  return c.body(text, 200, { "Content-Type": name.endsWith(".css") ? types.css : types.js, "Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "no-cache" });
}
