import type { LoaderFunctionArgs } from "@remix-run/node";
import { customerFile } from "#app/store/reads/customer-file.ts";
import { enter } from "../app/enter.ts";

/** The file the merchant hands over, made when it is asked for: no copy of it is kept. */
export async function loader(args: LoaderFunctionArgs) {
  const { context, shop, staff } = await enter(args);
  const id = args.params["id"] ?? "";
  const file = await customerFile(context.db.pool, { shop: shop.id, id, now: context.clock() });
  if (!file) throw new Response(null, { status: 404 });
  context.log.info({ shop: shop.id, request: id, by: staff }, "customer-data.downloaded");
  return new Response(JSON.stringify(file, null, 2), {
    headers: { "Content-Type": "application/json; charset=utf-8", "Content-Disposition": `attachment; filename="customer-data.json"`, "Cache-Control": "no-store" },
  });
}
