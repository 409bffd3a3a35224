import { join } from "node:path";
import { writeWhole } from "./keep.ts";
import type { Sandbox } from "./sandbox.ts";

/** The shop every newcomer meets. */
export const firstShop = { domain: "tallystick-sandbox.myshopify.com", name: "Tallystick Sandbox", currency: "USD", methodName: "Pay with Tari" } as const;

/** What the launcher needs to set this shop up in the app: see `sandbox-world.json`. */
export type SandboxWorld = {
  readonly shop: string;
  readonly name: string;
  readonly currency: string;
  readonly methodName: string;
  readonly receivingWallet: string;
  /** Units of XTR for one unit of the currency. */
  readonly rate: string;
};

/** Opens the first shop and writes down what the app must be told about it. */
export async function announce(sandbox: Sandbox, dataDir: string): Promise<SandboxWorld> {
  const { state } = sandbox.openShop({ ...firstShop, scopes: ["read_orders", "write_orders", "read_products"] });
  const world: SandboxWorld = {
    shop: state.domain,
    name: state.name,
    currency: state.currency,
    methodName: state.methodName,
    receivingWallet: sandbox.wallet.receiver(state.domain),
    rate: "30",
  };
  sandbox.wallet.shopper();
  await writeWhole(join(dataDir, "sandbox-world.json"), `${JSON.stringify(world, null, 2)}\n`);
  return world;
}
