import type { ShopControls } from "./control/controls.ts";
import { ControlError } from "./control/checkout.ts";
import { embeddedUrl } from "./pages/admin-page.ts";

// The app turns away what calls itself a robot.
const browser = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

/** The merchant opens the app in the admin: the app signs in by token exchange, and from then on may call Shopify. */
export async function visit(shop: ShopControls, appUrl: string): Promise<void> {
  const answer = await fetch(embeddedUrl(shop, appUrl, "/app"), { headers: { "User-Agent": browser, Accept: "text/html" }, redirect: "manual", signal: AbortSignal.timeout(15_000) });
  await answer.arrayBuffer();
  if (answer.status !== 200) throw new ControlError(`the app answered ${answer.status} to the merchant's visit`);
}

const patienceMs = 120_000;

/** Waits until the app runs and looks in once, so that the first order can be told to Shopify without anybody opening
 * the admin. An app that does not come up is no reason to fail. */
export async function lookInWhenUp(shop: ShopControls, appUrl: string, closing: AbortSignal): Promise<void> {
  const until = Date.now() + patienceMs;
  while (Date.now() < until && !closing.aborted) {
    if (await visit(shop, appUrl).then(() => true, () => false)) return;
    await pause(500, closing);
  }
}

const pause = (ms: number, closing: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    closing.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
