import { Gauge, type Registry } from "prom-client";
import { pulse, type Pulse } from "#app/store/reads/pulse.ts";
import type { Queries } from "#app/store/reads/rows.ts";

/** However often it is asked, the database answers once in this time. */
export const PULSE_EVERY_MS = 5_000;

type Source = { readonly db: Queries; readonly clock: () => Date; readonly registry: Registry };

/** What the database knows for all processes, as gauges. `refresh` is called before each scrape and never throws: a
 * database that does not answer shows as `tallystick_database_up 0`, and the last ages would only mislead. */
export function pulseGauges({ db, clock, registry }: Source, monotonic: () => number = () => performance.now()): { readonly refresh: () => Promise<void> } {
  const show = gaugesIn(registry);
  let asked: { readonly at: number; readonly done: Promise<void> } | null = null;
  const ask = () => pulse(db, clock()).then(show, () => show(null));
  return {
    refresh: () => {
      const now = monotonic();
      if (asked === null || now - asked.at >= PULSE_EVERY_MS) asked = { at: now, done: ask() };
      return asked.done;
    },
  };
}

function gaugesIn(registry: Registry): (seen: Pulse | null) => void {
  const gauge = <Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []) => new Gauge({ name, help, labelNames, registers: [registry] });
  const up = gauge("tallystick_database_up", "1: the database answered when it was last asked.");
  const waiting = gauge("tallystick_queue_depth", "Errands that are owed and not done, by target.", ["target"]);
  const attention = gauge("tallystick_attention", "Things that need a merchant, by kind; counted up to 1000.", ["kind"]);
  const silence = gauge("tallystick_wallet_silence_seconds", "How long a receiving wallet has not been heard.", ["shop", "wallet"]);
  const rates = gauge("tallystick_rate_age_seconds", "How old the newest rate of a currency is.", ["shop", "currency"]);
  const single = {
    oldestDue: gauge("tallystick_delivery_oldest_due_seconds", "How long the oldest errand that may go has been due."),
    undecided: gauge("tallystick_inbox_undecided", "Messages kept and not yet decided."),
    oldestUndecided: gauge("tallystick_inbox_oldest_undecided_seconds", "How long the oldest undecided message has waited."),
    oldestUnsealed: gauge("tallystick_unsealed_oldest_seconds", "How long the oldest row of the ledger has waited for its seal."),
    openOrders: gauge("tallystick_orders_open", "Orders that are unclaimed or claimed."),
    shops: gauge("tallystick_shops", "Shops that have the app installed."),
    pausedShops: gauge("tallystick_shops_paused", "Shops to whose storefront nothing is sent for now."),
  } as const;
  return (seen) => {
    up.set(seen ? 1 : 0);
    for (const each of [waiting, attention, silence, rates, ...Object.values(single)]) each.reset();
    if (!seen) return Object.values(single).forEach((each) => each.remove());
    for (const { target, errands } of seen.waiting) waiting.set({ target }, errands);
    for (const { kind, things } of seen.attention) attention.set({ kind }, things);
    for (const { shop, wallet, silence: seconds } of seen.wallets) silence.set({ shop, wallet }, seconds);
    for (const { shop, currency, age } of seen.rates) rates.set({ shop, currency }, age);
    for (const key of ["oldestDue", "undecided", "oldestUndecided", "oldestUnsealed", "openOrders", "shops", "pausedShops"] as const) single[key].set(seen[key]);
  };
}
