import { Session } from "@shopify/shopify-api";
import { onTestFinished } from "vitest";
import { registerWallet, setRate, setUpShop } from "#app/commands/set-up.ts";
import type { Context } from "#app/context.server.ts";
import { shopId, type ShopId, type WalletId } from "#app/engine/ids.ts";
import { parseDecimal } from "#app/engine/money.ts";
import type { Policy } from "#app/engine/policy.ts";
import type { ShopControls } from "#app/sandbox/control/controls.ts";
import type { ShopChoices } from "#app/store/shops.ts";
import { createSandbox, type Sandbox, type SandboxSetting } from "#app/sandbox/sandbox.ts";
import { serveSandbox } from "#app/sandbox/serve.ts";

export const credentials = { apiKey: "test-key", apiSecret: "test-secret" };

export type Storefront = { readonly sandbox: Sandbox; readonly url: string };

/** A make-believe Shopify over real HTTP, that tells the app at `appUrl`. */
export async function serveStorefront(setting: Partial<SandboxSetting> = {}): Promise<Storefront> {
  const sandbox = await createSandbox({ ...credentials, appUrl: "http://127.0.0.1:9", posting: "by hand", ...setting });
  const served = await serveSandbox(sandbox, { hostname: "127.0.0.1", port: 0 });
  onTestFinished(served.close);
  return { sandbox, url: served.url };
}

export type OpenedShop = { readonly id: ShopId; readonly wallet: WalletId; readonly there: ShopControls };

/** Installs the app at a shop of the sandbox: signed in by token exchange, 1 USD is 30 XTR, its wallet may call from here. */
export async function install(context: Context, storefront: Storefront, domain: string, policy: Partial<Policy> = {}, choices: Pick<ShopChoices, "servesRoot"> = {}): Promise<OpenedShop> {
  const { sandbox } = storefront;
  const there = sandbox.openShop({ domain });
  const id = shopId(domain);
  await signIn(context, storefront, there);
  await setUpShop(context, id, { methodName: there.state.methodName, currency: there.state.currency, policy, ...choices });
  const perUnit = parseDecimal("30");
  if (perUnit) await setRate(context, id, { currency: there.state.currency, perUnit, source: "test", asOf: context.clock() }, "test");
  const read = context.providers.tari.wallets.read(sandbox.wallet.receiver(domain));
  if (!read.ok) throw new Error(read.reason);
  const { address, payer } = read;
  const wallet = await registerWallet(context, id, { provider: "tari", address, payer, allowList: ["127.0.0.1/32", "::1/128"], initialNonce: 0n, perPayment: null, perDay: null });
  return { id, wallet, there };
}

/** The merchant opens the app: it holds a fresh token from then on. */
export async function signIn(context: Context, { url }: Storefront, there: ShopControls): Promise<void> {
  await context.shopify.sessionStorage.storeSession(await offlineSession(url, there.state.domain, there));
}

async function offlineSession(url: string, domain: string, there: ShopControls): Promise<Session> {
  const answer = await fetch(`${url}/${domain}/admin/oauth/access_token`, {
    method: "POST",
    // One of a shop's faults is to hang.
    signal: AbortSignal.timeout(10_000),
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      client_id: credentials.apiKey,
      client_secret: credentials.apiSecret,
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token: there.sessionToken(),
      subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
      requested_token_type: "urn:shopify:params:oauth:token-type:offline-access-token",
      expiring: "1",
    }),
  });
  if (!answer.ok) throw new Error(`the token exchange was answered ${answer.status}`);
  const granted = (await answer.json()) as { access_token: string; refresh_token: string; scope: string; expires_in: number };
  return new Session({
    id: `offline_${domain}`,
    shop: domain,
    state: "",
    isOnline: false,
    scope: granted.scope,
    accessToken: granted.access_token,
    refreshToken: granted.refresh_token,
    expires: new Date(Date.now() + granted.expires_in * 1000),
  });
}
