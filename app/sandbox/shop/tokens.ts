import { z } from "zod";
import { randomHex } from "../nature.ts";
import type { Token } from "../world.ts";
import { readSessionToken, type Credentials } from "./session-token.ts";
import type { Shop } from "./shop.ts";

/** Access tokens as Shopify gives, renews and forgets them. */

const hour = 3_600_000;
const refreshLife = 90 * 24 * hour;

const tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";
const idToken = "urn:ietf:params:oauth:token-type:id_token";
const offlineToken = "urn:shopify:params:oauth:token-type:offline-access-token";
const onlineToken = "urn:shopify:params:oauth:token-type:online-access-token";

const client = { client_id: z.string(), client_secret: z.string() };
const requestSchema = z.discriminatedUnion("grant_type", [
  z.object({
    ...client,
    grant_type: z.literal(tokenExchange),
    subject_token: z.string(),
    subject_token_type: z.literal(idToken),
    requested_token_type: z.enum([offlineToken, onlineToken]).default(offlineToken),
    expiring: z.coerce.string().default("0"),
  }),
  z.object({ ...client, grant_type: z.literal("refresh_token"), refresh_token: z.string() }),
  z.object({ ...client, grant_type: z.literal("client_credentials") }),
]);

type Answer = { readonly status: 200 | 400 | 401; readonly body: Record<string, unknown> };

const refuse = (status: 400 | 401, error: string, description: string): Answer => ({ status, body: { error, error_description: description } });

function issue(shop: Shop, kind: Pick<Token, "online" | "replaces"> & { readonly expiring: boolean }): Token {
  const { state, nature } = shop;
  const now = nature.now().getTime();
  const renewable = kind.expiring && !kind.online;
  const token: Token = {
    accessToken: `${kind.online ? "shpua" : "shpat"}_${randomHex(nature, 16)}`,
    online: kind.online,
    expiresAt: kind.expiring || kind.online ? now + (kind.online ? 24 * hour : hour) : null,
    refreshToken: renewable ? `shprt_${randomHex(nature, 16)}` : null,
    refreshExpiresAt: renewable ? now + refreshLife : null,
    replaces: kind.replaces,
  };
  const alive = state.tokens.filter((one) => one.expiresAt === null || (one.refreshExpiresAt ?? one.expiresAt) > now);
  state.tokens = [...alive, token];
  shop.changed();
  return token;
}

function present(shop: Shop, token: Token): Answer {
  const scope = shop.state.scopes.join(",");
  const life = token.expiresAt === null ? {} : { expires_in: token.online ? 86_399 : hour / 1000 };
  const renewal = token.refreshToken === null ? {} : { refresh_token: token.refreshToken, refresh_token_expires_in: refreshLife / 1000 };
  const user = {
    id: 902_541_635, first_name: "Sandy", last_name: "Box", email: `owner@${shop.state.domain}`, account_owner: true, locale: "en",
    collaborator: false, email_verified: true,
  };
  const online = token.online ? { associated_user_scope: scope, associated_user: user } : {};
  return { status: 200, body: { access_token: token.accessToken, scope, ...life, ...renewal, ...online } };
}

function refresh(shop: Shop, refreshToken: string): Answer {
  const now = shop.nature.now().getTime();
  const old = shop.state.tokens.find((token) => token.refreshToken === refreshToken);
  if (!old || (old.refreshExpiresAt ?? 0) <= now) return refuse(400, "invalid_grant", "The refresh token is invalid or has expired.");
  settleRenewal(shop, old);
  return present(shop, issue(shop, { online: false, expiring: true, replaces: old.accessToken }));
}

/** The first use of a new token ends the refresh token it came from; until then a lost answer can be asked for again. */
function settleRenewal(shop: Shop, token: Token): void {
  if (token.replaces === null) return;
  shop.state.tokens = shop.state.tokens.map((one) => {
    if (one.accessToken === token.replaces) return { ...one, refreshToken: null, refreshExpiresAt: null };
    return one.accessToken === token.accessToken ? { ...one, replaces: null } : one;
  });
  shop.changed();
}

export function answerTokenRequest(shop: Shop | null, input: unknown, credentials: Credentials): Answer {
  const request = requestSchema.safeParse(input);
  if (!request.success) return refuse(400, "invalid_request", "The request is missing a parameter or has an unknown grant type.");
  const { data } = request;
  if (data.client_id !== credentials.apiKey || data.client_secret !== credentials.apiSecret) return refuse(401, "invalid_client", "Client authentication failed.");
  if (!shop?.state.installed) return refuse(400, "application_cannot_be_found", "The app is not installed on this shop.");
  switch (data.grant_type) {
    case "client_credentials":
      return refuse(400, "shop_not_permitted", "Client credentials cannot be performed on this shop.");
    case "refresh_token":
      return refresh(shop, data.refresh_token);
    case tokenExchange: {
      const user = readSessionToken(data.subject_token, shop.state.domain, credentials, shop.nature.now());
      if (user === null) return refuse(400, "invalid_subject_token", "The subject token is invalid or has expired.");
      return present(shop, issue(shop, { online: data.requested_token_type === onlineToken, expiring: data.expiring === "1", replaces: null }));
    }
  }
}

/** Whether a call with that token may pass. */
export function admits(shop: Shop, accessToken: string): boolean {
  const token = shop.state.tokens.find((one) => one.accessToken === accessToken);
  if (!shop.state.installed || !token) return false;
  if (token.expiresAt !== null && token.expiresAt <= shop.nature.now().getTime()) return false;
  settleRenewal(shop, token);
  return true;
}

/** Ends access tokens, or with the refresh tokens all access. */
export function revokeTokens(shop: Shop, what: "access tokens" | "everything"): void {
  shop.state.tokens =
    what === "everything" ? [] : shop.state.tokens.map((token) => ({ ...token, expiresAt: 0 }));
  shop.changed();
}
