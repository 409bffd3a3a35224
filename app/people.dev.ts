import { createServer, type RequestListener, type Server } from "node:http";
import type { ServerBuild } from "@remix-run/node";
import type { Hono } from "hono";
import { createServer as createVite } from "vite";
import type { Context } from "./context.server.ts";
import { screens } from "./people.server.ts";

type AnswerAll = (context: Context, people: Hono) => RequestListener;

/** `npm run dev`: the same server, with Vite in front for the browser's files and hot updates, and the screens built
 * anew for each request that needs it. */
export async function createDevServer(context: Context, answerAll: AnswerAll): Promise<Server> {
  // Vite answers as plain Node middleware: inside a Hono handler it would send headers twice.
  const server = createServer((request, response) => vite.middlewares(request, response, () => void answer(request, response)));
  const vite = await createVite({
    server: { middlewareMode: true, hmr: { server }, allowedHosts: [new URL(context.config.appUrl).hostname] },
    appType: "custom",
  });
  const build = async () => (await vite.ssrLoadModule("virtual:remix/server-build")) as ServerBuild;
  const answer = answerAll(context, screens(build, context, "development"));
  server.once("close", () => void vite.close());
  return server;
}
