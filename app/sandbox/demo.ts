import { z } from "zod";
import { firstShop } from "./announce.ts";
import { SandboxError } from "./control/client.ts";
import { Difference } from "./demo/expect.ts";
import { endForgotten, placeForgotten } from "./demo/forgotten.ts";
import { playPaid } from "./demo/paid.ts";
import { openStage, type Stage } from "./demo/stage.ts";
import { ending, title } from "./demo/tell.ts";

/** `npm run demo`: the whole story against a running server, over HTTP, as a shop, a shopper and their wallets would. */

const environment = z.object({
  APP_URL: z.url(),
  SANDBOX_URL: z.url({ error: "this server runs a real shop; the demo plays only in the sandbox (unset the Shopify credentials)" }),
  SHOPIFY_API_KEY: z.string().min(1),
  SHOPIFY_API_SECRET: z.string().min(1),
});

async function play(stage: Stage): Promise<void> {
  const began = performance.now();
  title("An order that nobody will pay");
  const forgotten = await placeForgotten(stage);
  title("An order that is paid from a wallet");
  await stage.control.shop(firstShop.domain).visit();
  await playPaid(stage, firstShop.domain);
  title("What became of the forgotten one");
  await endForgotten(stage, forgotten);
  ending("The whole story is true: one order paid, one let go, each told once.", performance.now() - began);
}

function giveUp(error: unknown): number {
  const isKnown = error instanceof Difference || error instanceof SandboxError;
  process.stderr.write(`\nThe demo stops: ${isKnown ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  return 1;
}

const read = environment.safeParse(process.env);
if (!read.success) process.exit(giveUp(new Difference(read.error.issues[0]?.message ?? "the environment is incomplete")));
const { APP_URL, SANDBOX_URL, SHOPIFY_API_KEY, SHOPIFY_API_SECRET } = read.data;
const credentials = { apiKey: SHOPIFY_API_KEY, apiSecret: SHOPIFY_API_SECRET.split(",")[0]?.trim() ?? SHOPIFY_API_SECRET };
process.exit(await play(openStage({ appUrl: APP_URL, sandboxUrl: SANDBOX_URL, credentials })).then(() => 0, giveUp));
