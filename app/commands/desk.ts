import type { Database } from "#app/store/database.ts";
import type { Forgotten } from "#app/store/forgotten.ts";
import type { Bench } from "./transact.ts";

/** What a command needs that reads and clears whole rooms, and knows who was forgotten. */
export type Desk = Bench & { readonly db: Pick<Database, "pool">; readonly forgotten: Forgotten };
