import { openWorld, type TestWorld } from "../sandbox/world.ts";
import { adminClient, type AdminClient } from "#app/storefront/client.ts";
import type { Fetch } from "#app/storefront/wire.ts";
import { readJson } from "#app/doors/json.ts";

export type ShopWorld = TestWorld & { readonly client: AdminClient; readonly fetch: Fetch };

/** What becomes of a call on its way to the shop and back; throwing is a broken connection. */
export type Network = (body: string, proceed: () => Promise<Response>) => Promise<Response>;

const goodNetwork: Network = (_, proceed) => proceed();

/** A make-believe shop and our client to it, with only a network of the test's own between them. */
export async function openShop(network: Network = goodNetwork): Promise<ShopWorld> {
  const world = await openWorld();
  const fetch: Fetch = async (url, init) => {
    const { host, pathname } = new URL(url);
    return network(String(init?.body), async () => world.sandbox.app.request(`/${host}${pathname}`, init));
  };
  const client = adminClient({
    shop: world.shop.state.domain,
    token: async () => ({ accessToken: await world.token() }),
    fetch,
    apiVersion: "2026-10",
  });
  return { ...world, client, fetch };
}

/** A client whose Shopify says what the test wants it to say, in turn. */
export function scripted(replies: readonly (() => Response | Promise<Response>)[]): { readonly client: AdminClient; readonly calls: RequestInit[] } {
  const calls: RequestInit[] = [];
  const client = adminClient({
    shop: "test-one.myshopify.com",
    token: async () => ({ accessToken: "token" }),
    fetch: async (_, init = {}) => {
      calls.push(init);
      const reply = replies[calls.length - 1];
      if (reply === undefined) throw new Error("one call more than the test has replies for");
      return reply();
    },
    apiVersion: "2026-10",
    timeoutMs: 50,
  });
  return { client, calls };
}

/** JSON as the doors read it: whole numbers beyond 2^53 as bigint. */
export function readBody(text: string): unknown {
  const read = readJson(text);
  if (!read.ok) throw new Error(read.reason);
  return read.value;
}

/** The names of the mutations that changed an order at the shop, by us. */
export function ourDeeds(world: TestWorld, orderId: string): readonly string[] {
  return world.shop.deeds(orderId).filter(({ by, result }) => by === "app" && result === "done").map(({ field }) => field);
}
