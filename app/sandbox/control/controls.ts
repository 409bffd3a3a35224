import type { z } from "zod";
import { faultsSchema, someFaults, type Faults } from "../faults/fault.ts";
import { fill } from "../graphql/budget.ts";
import { edit, markPaid, place, refund, startCancel, type Done } from "../shop/actions.ts";
import { redeliver, release } from "../shop/courier.ts";
import { askCompliance, changeScopes, deleteOrder, editPrice, reinstall, uninstall, type Compliance } from "../shop/merchant.ts";
import { askHowToPay, type PayBlock } from "../shop/pay-block.ts";
import { mintCheckoutToken, mintSessionToken, type Credentials } from "../shop/session-token.ts";
import type { Shop } from "../shop/shop.ts";
import { setVariantPrice } from "../shop/stock.ts";
import { revokeTokens } from "../shop/tokens.ts";
import { allSwitches, type Deed, type Order, type ShopState, type someSwitches, type Switches } from "../world.ts";
import { amountIn, checkoutOf, ControlError, orderRequestSchema, type OrderRequest } from "./checkout.ts";
import { lettersOf, summaryOf, type LetterSummary, type OrderSummary } from "./summary.ts";

/** All that can be done to one shop from outside the app: by a test, the demo, the pages. */
export type ShopControls = {
  readonly state: ShopState;
  readonly placeOrder: (request: OrderRequest) => OrderSummary;
  readonly order: (orderId: string) => OrderSummary;
  readonly orders: () => readonly OrderSummary[];
  readonly deeds: (orderId: string) => readonly Deed[];
  readonly editPrice: (orderId: string, total: string) => OrderSummary;
  readonly cancel: (orderId: string, how?: { readonly reason?: string; readonly restock?: boolean; readonly refund?: boolean }) => void;
  readonly markPaid: (orderId: string, method: string) => OrderSummary;
  readonly refund: (orderId: string, amount: string, note?: string) => OrderSummary;
  readonly setNote: (orderId: string, note: string | null) => OrderSummary;
  readonly deleteOrder: (orderId: string) => void;
  readonly sessionToken: (userId?: string) => string;
  /** What a block on an order's page shows the app; `buyer`: they are logged in. */
  readonly checkoutToken: (orderId: string, looks: "anybody" | "buyer") => string;
  /** What the app tells the store's own pages about paying an order. */
  readonly howToPay: (appUrl: string, orderId: string) => Promise<PayBlock>;
  /** The merchant asks another price for a variant. */
  readonly setVariantPrice: (variantId: string, price: string) => void;
  readonly now: () => Date;
  readonly uninstall: () => void;
  readonly reinstall: () => void;
  readonly changeScopes: (scopes: readonly string[]) => void;
  readonly askCompliance: (request: Compliance) => void;
  readonly revokeTokens: (what: "access tokens" | "everything") => void;
  /** Only what is said changes; a switch left out keeps its place. */
  readonly setSwitches: (switches: z.output<typeof someSwitches>) => Switches;
  /** So many points are left of the cost budget, at most what it holds; it regains more as time goes. */
  readonly setBudget: (points: number) => void;
  /** Only what is said changes. */
  readonly setFaults: (faults: z.input<typeof someFaults>) => Faults;
  readonly letters: () => readonly LetterSummary[];
  readonly release: (order: "as written" | "reversed") => number;
  readonly redeliver: (letterId: string) => void;
};

function done<T>(outcome: Done<T>): T {
  if ("refused" in outcome) throw new ControlError(outcome.refused.message);
  return outcome.done;
}

/** `oldSecret`: see `SandboxSetting`. */
type Secrets = Credentials & { readonly oldSecret: string | null };

export function controlsOf(shop: Shop, credentials: Secrets): ShopControls {
  const find = (orderId: string): Order => {
    const order = shop.state.orders.get(orderId);
    if (!order) throw new ControlError(`there is no order ${orderId} in ${shop.state.domain}`);
    return order;
  };
  const summary = (order: Order): OrderSummary => summaryOf(shop, order);
  const inShopCurrency = (order: Order, presentment: bigint): bigint =>
    order.total.presentment === 0n ? presentment : (presentment * order.total.shop) / order.total.presentment;
  const sumIn = (orderId: string, text: string) => {
    const order = find(orderId);
    const presentment = amountIn(text, order.presentmentCurrency);
    return { presentment, shop: inShopCurrency(order, presentment) };
  };
  const checkoutToken = (orderId: string, looks: "anybody" | "buyer"): string => {
    const mayTell = looks === "buyer" && shop.state.scopes.includes("read_customers");
    return mintCheckoutToken({ shop: shop.state.domain, customer: mayTell ? (find(orderId).customer?.id ?? null) : null }, credentials, shop.nature);
  };

  return {
    state: shop.state,
    placeOrder: (request) => summary(place(shop, checkoutOf(shop, orderRequestSchema.parse(request)))),
    order: (orderId) => summary(find(orderId)),
    orders: () => [...shop.state.orders.values()].toReversed().map(summary),
    deeds: (orderId) => shop.state.deeds.get(orderId) ?? [],
    editPrice: (orderId, total) => summary(done(editPrice(shop, orderId, sumIn(orderId, total)))),
    cancel: (orderId, { reason = "CUSTOMER", restock = true, refund: back = false } = {}) => {
      done(startCancel(shop, { orderId, reason, restock, refund: back, by: "merchant" }));
    },
    markPaid: (orderId, method) => summary(done(markPaid(shop, orderId, "merchant", method))),
    refund: (orderId, amount, note) =>
      summary(done(refund(shop, { orderId, amount: sumIn(orderId, amount), note: note ?? null, by: "merchant" })).order),
    setNote: (orderId, note) => summary(done(edit(shop, orderId, { field: "orderUpdate", by: "merchant", detail: "note" }, (order) => ({ ...order, note })))),
    deleteOrder: (orderId) => {
      find(orderId);
      deleteOrder(shop, orderId);
    },
    sessionToken: (userId = "902541635") => mintSessionToken({ shop: shop.state.domain, userId }, credentials, shop.nature),
    checkoutToken,
    howToPay: (appUrl, orderId) => askHowToPay({ appUrl, sessionToken: checkoutToken(orderId, "anybody"), checkoutToken: find(orderId).checkoutToken }),
    setVariantPrice: (variantId, price) => {
      if (!setVariantPrice(shop, variantId, price)) throw new ControlError(`there is no variant ${variantId}, or "${price}" is not an amount in ${shop.state.currency}`);
    },
    now: shop.nature.now,
    uninstall: () => uninstall(shop),
    reinstall: () => reinstall(shop),
    changeScopes: (scopes) => changeScopes(shop, scopes),
    askCompliance: (request) => askCompliance(shop, request),
    revokeTokens: (what) => revokeTokens(shop, what),
    setSwitches: (switches) => {
      const said = Object.entries(switches).filter(([, value]) => value !== undefined);
      shop.state.switches = allSwitches.parse({ ...shop.state.switches, ...Object.fromEntries(said) });
      shop.changed();
      return shop.state.switches;
    },
    setBudget: (points) => {
      fill(shop, points);
      shop.changed();
    },
    setFaults: (faults) => {
      const { chances, measures } = someFaults.parse(faults);
      if ((chances.oldSecret ?? 0) > 0 && credentials.oldSecret === null) throw new ControlError("no rotation is under way: start the sandbox with SHOPIFY_API_SECRET=<new>,<old>");
      const { faults: before } = shop.state;
      shop.state.faults = faultsSchema.parse({ chances: { ...before.chances, ...chances }, measures: { ...before.measures, ...measures } });
      shop.changed();
      return shop.state.faults;
    },
    letters: () => lettersOf(shop),
    release: (order) => release(shop, order),
    redeliver: (letterId) => {
      if (!redeliver(shop, letterId)) throw new ControlError(`there is no sent webhook ${letterId}`);
    },
  };
}
