import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { z } from "zod";
import type { AdminApi } from "../graphql/execute.ts";
import { lineOf } from "../faults/line.ts";
import type { Weather } from "../weather.ts";
import type { Credentials } from "./session-token.ts";
import type { Shop } from "./shop.ts";
import { admits, answerTokenRequest } from "./tokens.ts";

type Setting = {
  readonly shop: (domain: string) => Shop | null;
  readonly credentials: Credentials;
  readonly api: AdminApi;
  readonly weather: Weather;
};

const graphqlBody = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).nullish(), operationName: z.string().nullish() });

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const badToken = { errors: "[API] Invalid API key or access token (unrecognized login or wrong password)" };

/** Shopify's own two doors, for every shop: `/{shop}/admin/…`. */
export function shopDoors({ shop: find, credentials, api, weather }: Setting): Hono<{ Bindings: HttpBindings }> {
  const doors = new Hono<{ Bindings: HttpBindings }>();

  doors.post("/:shop/admin/oauth/access_token", async (c) => {
    const body = await c.req.text();
    const domain = c.req.param("shop");
    return weather({ shop: domain, door: "token", body, line: () => lineOf(c.env) }, async () => {
      const form = c.req.header("content-type")?.startsWith("application/x-www-form-urlencoded");
      const input = form ? Object.fromEntries(new URLSearchParams(body)) : readJson(body);
      const answer = answerTokenRequest(find(domain), input, credentials);
      return c.json(answer.body, answer.status);
    });
  });

  doors.post("/:shop/admin/api/:version/graphql.json", async (c) => {
    const body = await c.req.text();
    const domain = c.req.param("shop");
    return weather({ shop: domain, door: "graphql", body, line: () => lineOf(c.env) }, async () => {
      const shop = find(domain);
      if (!shop || !/^(\d{4}-\d{2}|unstable)$/.test(c.req.param("version"))) return c.json({ errors: "Not Found" }, 404);
      if (!admits(shop, c.req.header("x-shopify-access-token") ?? "")) return c.json(badToken, 401);
      const request = graphqlBody.safeParse(readJson(body));
      if (!request.success) return c.json({ errors: { query: "Required parameter missing or invalid" } }, 400);
      c.header("X-Shopify-API-Version", "2026-10");
      return c.json(await api(shop, { ...request.data, variables: request.data.variables ?? {} }));
    });
  });
  return doors;
}
