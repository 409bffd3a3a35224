import type { Nature } from "../nature.ts";
import type { Shop } from "../shop/shop.ts";
import type { Counted, FaultName } from "./fault.ts";

/** A number in [0, 1). */
export const draw = ({ random }: Nature): number => Buffer.from(random(4)).readUInt32BE() / 2 ** 32;

/** Whether the fault strikes this time. Chance is only asked where something may happen, so a shop without faults stays as it was. */
export function strikes(shop: Shop, name: FaultName): boolean {
  const chance = shop.state.faults.chances[name];
  if (chance === 0 || draw(shop.nature) >= chance) return false;
  count(shop, name);
  return true;
}

/** Kept so that whoever relies on a fault can tell that it was met. */
export function count({ state }: Shop, name: Counted): void {
  state.struck = { ...state.struck, [name]: state.struck[name] + 1 };
}
