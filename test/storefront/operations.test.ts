import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { buildClientSchema, NoDeprecatedCustomRule, parse, validate, type IntrospectionQuery } from "graphql";
import { expect, test } from "vitest";
import { documents } from "#app/storefront/operations.ts";

const file = new URL("../../app/sandbox/shop/admin_2026-10.json.gz", import.meta.url);
const { data } = JSON.parse(gunzipSync(readFileSync(file)).toString("utf8")) as { data: IntrospectionQuery };
const schema = buildClientSchema(data);

test.each(Object.entries(documents))("%s is valid in Shopify's schema of 2026-10", (_, document) => {
  expect(validate(schema, parse(document))).toEqual([]);
});

test.each(Object.entries(documents))("%s asks for nothing that Shopify is taking away", (_, document) => {
  expect(validate(schema, parse(document), [NoDeprecatedCustomRule])).toEqual([]);
});

test.each(Object.entries(documents))("%s carries its own name, so Shopify's logs and ours agree", (name, document) => {
  expect(parse(document).definitions.map((each) => (each.kind === "OperationDefinition" ? each.name?.value : null))).toEqual([name]);
});
