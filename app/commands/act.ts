import type { OrderId } from "#app/engine/ids.ts";
import type { Papers } from "#app/store/save.ts";
import { remarkIdOf } from "./ids.ts";

/** A merchant's act: who did it and why is kept with it. `key` makes a repeat the same act. */
export type Act = { readonly by: string; readonly reason: string; readonly key: string };
export type OrderAct = Act & { readonly order: OrderId };

/** The reason, filed with what the act was about. */
export function because(object: string, { by, reason, key }: Act): Papers {
  return { remarks: [{ id: remarkIdOf(object, "reason", reason, key), object, kind: "reason", text: reason, by }] };
}
