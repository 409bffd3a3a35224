import type { ShopId } from "#app/engine/ids.ts";
import { closeRequest, findRequest } from "#app/store/requests.ts";
import type { Desk } from "./desk.ts";

/** The merchant has given the customer their data. Said twice, the first word stays. False: there is no such request. */
export async function handOver(desk: Desk, { shop, id, by }: { readonly shop: ShopId; readonly id: string; readonly by: string }): Promise<boolean> {
  const { pool } = desk.db;
  const request = await findRequest(pool, shop, id);
  if (request?.kind !== "data") return false;
  const isNew = await closeRequest(pool, request, { result: "handed over", by, now: desk.clock() });
  desk.log.info({ shop, request: id, by, isNew }, "customer-data.handed-over");
  return true;
}
