import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Difference, expect } from "./expect.ts";
import { askShop } from "./shopify.ts";
import { clockOf, expectDeeds, shopOrderWhen, toldWhen, type Placed, type Stage } from "./stage.ts";
import { fact, step } from "./tell.ts";

/** The other half: an order nobody claims. Its shop gives shoppers seconds instead of hours, set up as a real one would be. */

const hurried = "demo-in-a-hurry.myshopify.com";
const method = "Pay with Tari";

export async function placeForgotten({ control }: Stage): Promise<Placed> {
  const shop = await control.openShop({ domain: hurried, name: "In a hurry" });
  const options = ["--method", method, "--rate", "USD=30", "--claim-window", "5s"];
  await step("A second shop is set up that gives its shoppers 5 seconds", async () => {
    await tally(["setup", "shop", hurried, ...options]);
    await shop.visit();
  });
  fact("by", `npm run tally -- setup shop ${hurried}`);
  fact("", `  --method "${method}" --rate USD=30 --claim-window 5s`);
  const order = await step("A guest orders there, and forgets about it", () => shop.place({ total: "24.00", email: "guest@example.com" }));
  fact("order", `${order.name}, Shopify's id ${order.id}`);
  return { shop, order };
}

/** The expiry run comes every minute. */
const patienceMs = 150_000;

export async function endForgotten({ sandboxUrl, credentials }: Stage, placed: Placed): Promise<void> {
  const { shop, order } = placed;
  await step("The expiry run, which comes every minute, lets it go", () => toldWhen(placed, ({ status }) => status === "expired", { what: "Expiring the order", atMostMs: patienceMs }));
  const cancelled = await step("A worker cancels it at the shop", () => shopOrderWhen(placed, ({ cancelledAt }) => cancelledAt !== null, "Cancelling the order at the shop"));
  expectDeeds(cancelled, { orderMarkAsPaid: 0, orderCancel: 1 });
  const { cancelledAt, displayFinancialStatus } = await step("Shopify's own answer, through its Admin API", () => askShop(sandboxUrl, shop, order.id, credentials));
  expect(cancelledAt !== null && displayFinancialStatus !== "PAID", `The shop says ${displayFinancialStatus}, and that the order is not cancelled.`);
  fact("order", `${order.name} cancelled at ${clockOf(cancelledAt)}, ${displayFinancialStatus}`);
}

/** The operator's tool, at this machine, on the running server's database. */
function tally(args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fileURLToPath(new URL("../../cli/main.ts", import.meta.url)), ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (text) => (output += text));
    child.stderr.on("data", (text) => (output += text));
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve() : reject(new Difference(`npm run tally -- ${args.slice(0, 3).join(" ")} failed: ${output.trim()}`))));
  });
}
