import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { buildClientSchema, type GraphQLSchema, type IntrospectionQuery } from "graphql";

let built: GraphQLSchema | undefined;

/** Shopify's own Admin schema, 2026-10. Reading it takes half a second, so a process does it once, when first asked. */
export function adminSchema(): GraphQLSchema {
  built ??= read();
  return built;
}

function read(): GraphQLSchema {
  const packed = readFileSync(new URL("../shop/admin_2026-10.json.gz", import.meta.url));
  const { data }: { data: IntrospectionQuery } = JSON.parse(gunzipSync(packed).toString("utf8"));
  return buildClientSchema(data, { assumeValid: true });
}
