import { join } from "node:path";
import { z } from "zod";
import { announce } from "./announce.ts";
import { adminSchema } from "./graphql/schema.ts";
import { fileKeep } from "./keep.ts";
import { createSandbox } from "./sandbox.ts";
import { serveSandbox } from "./serve.ts";
import { lookInWhenUp } from "./visit.ts";

/** The sandbox as a process of its own, as `npm start` runs it when no real shop is configured. */

const loopback = new Set(["127.0.0.1", "localhost", "::1"]);

const environment = z
  .object({
    PORT: z.coerce.number().int().min(0).max(65_535),
    BIND: z.string().default("127.0.0.1").refine((host) => loopback.has(host), "the sandbox listens on this machine only"),
    APP_URL: z.url(),
    DATA_DIR: z.string().default("./data"),
    SHOPIFY_API_KEY: z.string().min(1),
    // During a rotation the first secret is the new one.
    SHOPIFY_API_SECRET: z.string().min(1).transform((list) => list.split(",").map((secret) => secret.trim())),
  })
  .safeParse(process.env);

if (!environment.success) {
  process.stderr.write(`The sandbox cannot start:\n${z.prettifyError(environment.error)}\n`);
  process.exit(1);
}
const { PORT, BIND, APP_URL, DATA_DIR, SHOPIFY_API_KEY, SHOPIFY_API_SECRET } = environment.data;

const [apiSecret = "", oldSecret = null] = SHOPIFY_API_SECRET;

// Read before the first question, so that none waits for it.
adminSchema();

const sandbox = await createSandbox({
  apiKey: SHOPIFY_API_KEY,
  apiSecret,
  oldSecret,
  appUrl: new URL(APP_URL).origin,
  store: fileKeep(join(DATA_DIR, "sandbox.json")),
});
const world = await announce(sandbox, DATA_DIR);
const served = await serveSandbox(sandbox, { hostname: BIND, port: PORT });
process.stdout.write(`sandbox listening on ${served.url} (shop ${world.shop})\n`);

const closing = new AbortController();
const first = sandbox.shop(world.shop);
if (first) void lookInWhenUp(first, sandbox.appUrl, closing.signal);

const stop = (): void => {
  if (closing.signal.aborted) return;
  closing.abort();
  void served.close().then(() => process.exit(0));
};
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
