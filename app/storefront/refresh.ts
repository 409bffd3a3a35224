import { z } from "zod";
import type { Failure } from "./failure.ts";
import { retryAfterMs } from "./reply.ts";
import type { Fetch } from "./wire.ts";

const granted = z.object({
  access_token: z.string().min(1),
  scope: z.string().optional(),
  expires_in: z.number().positive().optional(),
  refresh_token: z.string().min(1).optional(),
  refresh_token_expires_in: z.number().positive().optional(),
});

/** Lifetimes in seconds. */
export type Granted = z.infer<typeof granted>;

export type Refresh =
  | { readonly granted: Granted }
  | { readonly denied: string }
  | { readonly failure: Failure };

type Settings = { readonly apiKey: string; readonly apiSecret: string; readonly fetch: Fetch; readonly timeoutMs?: number };

// The library's own refresh has no time-out, and throws a Response where Shopify says no.
export async function refreshToken(settings: Settings, shop: string, token: string | null): Promise<Refresh> {
  if (token === null || token === "") return { denied: "the stored session has no refresh token" };
  try {
    const response = await settings.fetch(`https://${shop}/admin/oauth/access_token`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({
        client_id: settings.apiKey,
        client_secret: settings.apiSecret,
        grant_type: "refresh_token",
        refresh_token: token,
      }),
      signal: AbortSignal.timeout(settings.timeoutMs ?? 10_000),
    });
    return await readRefresh(response);
  } catch {
    // Without the error's text: it may quote the request, which holds secrets.
    return { failure: { kind: "network", why: "Shopify's token endpoint did not answer" } };
  }
}

async function readRefresh(response: Response): Promise<Refresh> {
  const text = await response.text();
  if (response.status === 429) return { failure: { kind: "throttled", retryInMs: retryAfterMs(response.headers) } };
  if (response.status === 402 || response.status === 423) return { failure: { kind: "frozen", why: `Shopify answered ${response.status}` } };
  if (response.status >= 500) return { failure: { kind: "server", why: `Shopify's token endpoint answered ${response.status}` } };
  if (!response.ok) return { denied: `Shopify refused the refresh token (${response.status})` };
  const read = granted.safeParse(JSON.parse(text));
  return read.success ? { granted: read.data } : { failure: { kind: "server", why: "Shopify's token endpoint answered in another shape" } };
}
