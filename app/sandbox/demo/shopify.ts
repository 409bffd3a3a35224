import { z } from "zod";
import type { ShopControl } from "../control/client.ts";
import type { Credentials } from "../shop/session-token.ts";

/** The shop's own word, through its Admin API, with a merchant's token of our own. */

const standing = z.object({
  data: z.object({
    order: z.object({ displayFinancialStatus: z.string().nullable(), cancelledAt: z.string().nullable(), totalReceivedSet: z.object({ shopMoney: z.object({ amount: z.string(), currencyCode: z.string() }) }) }),
  }),
});

export type Standing = z.infer<typeof standing>["data"]["order"];

const query = `query Standing($id: ID!) {
  order(id: $id) { displayFinancialStatus cancelledAt totalReceivedSet { shopMoney { amount currencyCode } } }
}`;

async function post(url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const answer = await fetch(url, { method: "POST", headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify(body), signal: AbortSignal.timeout(10_000) });
  return answer.json();
}

export async function askShop(sandboxUrl: string, shop: ShopControl, orderId: string, { apiKey, apiSecret }: Credentials): Promise<Standing> {
  const granted = await post(`${sandboxUrl}/${shop.domain}/admin/oauth/access_token`, {
    client_id: apiKey,
    client_secret: apiSecret,
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token: await shop.sessionToken(),
    subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
    requested_token_type: "urn:shopify:params:oauth:token-type:online-access-token",
  });
  const { access_token } = z.object({ access_token: z.string() }).parse(granted);
  const said = await post(`${sandboxUrl}/${shop.domain}/admin/api/2026-10/graphql.json`, { query, variables: { id: `gid://shopify/Order/${orderId}` } }, { "X-Shopify-Access-Token": access_token });
  return standing.parse(said).data.order;
}
