import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { serveStatic } from "@hono/node-server/serve-static";
import { createRequestHandler, type ServerBuild } from "@remix-run/node";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Context } from "./context.server.ts";
import { audienceOf, protectPage } from "./headers.server.ts";

declare module "@remix-run/node" {
  interface AppLoadContext extends Context {
    /** Marks the inline scripts of the page that is being rendered. */
    readonly nonce: string;
  }
}

const built = join(import.meta.dirname, "..", "build");

/** The screens as `npm start` built them: files for the browser, and Remix for everything else. */
export async function builtPeople(context: Context): Promise<Hono> {
  const bundle = join(built, "server", "index.js");
  if (!existsSync(bundle)) throw new Error("the screens are not built: `npm run build` builds them");
  const build: ServerBuild = await import(pathToFileURL(bundle).href);
  return new Hono()
    .use("/assets/*", files("public, max-age=31536000, immutable"))
    .use("/favicon.svg", files("public, max-age=3600"))
    .route("/", screens(build, context, "production"));
}

/** Remix, for every path nobody else answered. */
export function screens(build: ServerBuild | (() => Promise<ServerBuild>), context: Context, mode: "production" | "development"): Hono {
  const answer = createRequestHandler(build, mode);
  const app = new Hono();
  app.all("*", bodyLimit({ maxSize: 1024 * 1024 }), async (c) => {
    const nonce = randomBytes(16).toString("base64");
    return protectPage(await answer(c.req.raw, { ...context, nonce }), context.config, { nonce, mode, audience: audienceOf(c.req.path) });
  });
  return app;
}

const files = (cacheControl: string) =>
  serveStatic({ root: join(built, "client"), onFound: (_, c) => c.header("Cache-Control", cacheControl) });
