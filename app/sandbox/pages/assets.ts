import { readFile } from "node:fs/promises";
import type { Context } from "hono";
import { qrSvg } from "#app/qr/qr.ts";
import { script } from "../theme/host.ts";
import { builtBlock } from "./block-frame.ts";

const types = { css: "text/css; charset=utf-8", js: "text/javascript; charset=utf-8" } as const;
const names = ["style.css", "app-bridge.js", "frame.js", "live.js", "scan.js", "block-host.js", "block-elements.js", "block.css"] as const;

/** What the pay page reads codes with; `npm start` and `npm run build` make it. */
const builtReader = new URL("../../ui/shopper/made/read-codes.js", import.meta.url);

const read = (name: string): Promise<string> => readFile(new URL(`./assets/${name}`, import.meta.url), "utf8");

export async function asset(c: Context, wanted: string): Promise<Response> {
  if (wanted === "pay-block.js") return c.body(await readFile(builtBlock, "utf8"), 200, { "Content-Type": types.js, "Cache-Control": "no-cache" });
  if (wanted === "read-codes.js") return c.body(await readFile(builtReader, "utf8"), 200, { "Content-Type": types.js, "Cache-Control": "no-cache" });
  if (wanted === "tallystick-prices.js") return c.body(script(), 200, { "Content-Type": types.js, "Cache-Control": "no-cache" });
  const name = names.find((one) => one === wanted);
  if (name === undefined) return c.notFound();
  const isStyle = name.endsWith(".css");
  const text = (isStyle ? await read("colours.css") : "") + (await read(name));
  // The app loads app-bridge.js from here, across origins.
  return c.body(text, 200, { "Content-Type": isStyle ? types.css : types.js, "Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "no-cache" });
}

/** What Shopify's element for QR codes draws by itself. */
export const qrPicture = (c: Context, text: string): Response => c.body(qrSvg(text), 200, { "Content-Type": "image/svg+xml" });
