import { existsSync, readFileSync, statfsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Context } from "#app/context.server.ts";
import { listShops } from "#app/store/shops.ts";
import { type Finding, over } from "./finding.ts";

const PATIENCE_MS = 5_000;
const GIGABYTE = 1_000_000_000;
const lowDisk = { warn: -2 * GIGABYTE, bad: -GIGABYTE / 5 };
// A Date header counts whole seconds, and the answer travels.
const clockSeconds = { warn: 5, bad: 60 };

export async function lookAtAddress({ config: { appUrl, mode } }: Context): Promise<readonly Finding[]> {
  const trouble = mode === "live" ? "bad" : "warn";
  try {
    const answer = await fetch(`${appUrl}/health`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    const isOurs = answer.ok && (await answer.text()).startsWith("\u{1F44D}");
    return [{ subject: "address", state: isOurs ? "ok" : trouble, says: isOurs ? `${appUrl} answers` : `${appUrl} answers ${answer.status}, and not as this product does` }];
  } catch {
    return [{ subject: "address", state: trouble, says: `${appUrl} does not answer` }];
  }
}

/** The storefront's clock, as its answers show it; a storefront that does not answer is told of elsewhere. */
export async function lookAtShopifysClock({ config, db, clock }: Context): Promise<readonly Finding[]> {
  const [shop] = await listShops(db.pool);
  const origin = config.shopify.origin ?? (config.mode === "live" && shop ? `https://${shop.id}` : null);
  if (origin === null) return [];
  const answer = await fetch(origin, { method: "HEAD", redirect: "manual", signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => null);
  const theirs = Date.parse(answer?.headers.get("date") ?? "");
  if (Number.isNaN(theirs)) return [{ subject: "clock", of: "Shopify", state: "warn", says: "Shopify does not answer, so it cannot be compared" }];
  const apart = Math.abs(clock().getTime() - theirs) / 1000;
  return [{ subject: "clock", of: "Shopify", state: over(apart, clockSeconds), says: `${apart.toFixed(0)} s apart from ours` }];
}

export async function lookAtDisk({ config: { dataDir } }: Pick<Context, "config">): Promise<readonly Finding[]> {
  const { bavail, bsize } = statfsSync(nearest(resolve(dataDir)));
  return [room(bavail * bsize, dataDir)];
}

/** How much of a disk is left, in bytes. */
export const room = (free: number, folder: string): Finding => ({ subject: "disk", state: over(-free, lowDisk), says: `${(free / GIGABYTE).toFixed(1)} GB are free at ${folder}` });

/** A folder not made yet will be made on the disk of the one above it. */
const nearest = (folder: string): string => (existsSync(folder) ? folder : nearest(dirname(folder)));

const toml = join(import.meta.dirname, "..", "..", "..", "shopify.app.toml");
const wanted = ["orders/create", "orders/updated", "orders/edited", "orders/cancelled", "orders/paid", "orders/delete", "app/uninstalled", "customers/data_request", "customers/redact", "shop/redact"];

/** Subscriptions stand in shopify.app.toml, and Shopify's API lists none of them: this is the place to look. */
export async function lookAtApp({ config: { mode, appUrl, shopify } }: Context): Promise<readonly Finding[]> {
  if (mode === "sandbox") return [{ subject: "app", state: "ok", says: "the sandbox sends its webhooks by itself" }];
  if (!existsSync(toml)) return [{ subject: "app", state: "warn", says: "shopify.app.toml is not on this machine" }];
  const text = readFileSync(toml, "utf8");
  const has = (name: string, value: string) => new RegExp(`^\\s*${name}\\s*=\\s*"${value.replaceAll(".", "\\.")}/?"`, "m").test(text);
  const wrong = [
    ...(has("client_id", shopify.apiKey) ? [] : ["client_id is not SHOPIFY_API_KEY"]),
    ...(has("application_url", appUrl) ? [] : ["application_url is not SHOPIFY_APP_URL"]),
    ...wanted.filter((topic) => !text.includes(`"${topic}"`)).map((topic) => `${topic} is not subscribed to`),
  ];
  return [{ subject: "app", state: wrong.length > 0 ? "warn" : "ok", says: wrong.length > 0 ? `shopify.app.toml: ${wrong.join("; ")}` : "shopify.app.toml names this app, this address and every webhook" }];
}
