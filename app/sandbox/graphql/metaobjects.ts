import { z } from "zod";
import type { Shop } from "../shop/shop.ts";
import type { Metaobject, MetaobjectDefinition } from "../world.ts";
import { demandScope, gid, idIn, type Resolve, type View } from "./ask.ts";

/** Metaobjects and what defines them. */

const definitionView = (definition: MetaobjectDefinition): View => ({
  __typename: "MetaobjectDefinition",
  id: gid("MetaobjectDefinition", definition.id),
  type: definition.type,
  name: definition.name,
  fieldDefinitions: definition.fields.map(({ key, name, type }) => ({ key, name, type: { name: type, category: "NUMBER" }, required: false })),
});

const metaobjectView = (object: Metaobject, definition: MetaobjectDefinition | undefined): View => ({
  __typename: "Metaobject",
  id: gid("Metaobject", object.id),
  type: object.type,
  handle: object.handle,
  fields: (definition?.fields ?? []).map(({ key, type }) => ({ key, type, value: object.fields[key] ?? null })),
});

const place = ({ type, handle }: { readonly type: string; readonly handle: string }): string => `${type}/${handle}`;
const handleArgument = z.object({ handle: z.object({ type: z.string(), handle: z.string() }) });

export const metaobjectQueries: Readonly<Record<string, Resolve>> = {
  metaobjectDefinitionByType: (args, { shop }) => {
    demandScope(shop, "read_metaobject_definitions", "metaobjectDefinitionByType");
    const definition = shop.state.metaobjectDefinitions.get(z.object({ type: z.string() }).parse(args).type);
    return definition ? definitionView(definition) : null;
  },
  metaobjectByHandle: (args, { shop }) => {
    demandScope(shop, "read_metaobjects", "metaobjectByHandle");
    const { handle } = handleArgument.parse(args);
    const object = shop.state.metaobjects.get(place(handle));
    return object ? metaobjectView(object, shop.state.metaobjectDefinitions.get(object.type)) : null;
  },
};

const field = z.object({ key: z.string().regex(/^[a-z0-9_-]{2,64}$/), name: z.string().nullish(), type: z.string() });
const fieldOf = ({ key, name, type }: z.infer<typeof field>) => ({ key, name: name ?? key, type });
const error = (code: string, message: string): View => ({ field: [], code, message, elementKey: null, elementIndex: null });

const metaobjectDefinitionCreate: Resolve = (args, { shop }) => {
  demandScope(shop, "write_metaobject_definitions", "metaobjectDefinitionCreate");
  const { definition } = z.object({ definition: z.object({ type: z.string(), name: z.string().nullish(), fieldDefinitions: z.array(field) }) }).parse(args);
  const { metaobjectDefinitions } = shop.state;
  if (metaobjectDefinitions.has(definition.type)) return { metaobjectDefinition: null, userErrors: [error("TAKEN", "Type has already been taken")] };
  const made: MetaobjectDefinition = { id: shop.nextId(), type: definition.type, name: definition.name ?? definition.type, fields: definition.fieldDefinitions.map(fieldOf) };
  metaobjectDefinitions.set(made.type, made);
  shop.changed();
  return { metaobjectDefinition: definitionView(made), userErrors: [] };
};

const metaobjectDefinitionUpdate: Resolve = (args, { shop }) => {
  demandScope(shop, "write_metaobject_definitions", "metaobjectDefinitionUpdate");
  const { id, definition } = z.object({ id: z.string(), definition: z.object({ fieldDefinitions: z.array(z.object({ create: field })) }) }).parse(args);
  const known = [...shop.state.metaobjectDefinitions.values()].find((each) => each.id === idIn("MetaobjectDefinition", id));
  if (!known) return { metaobjectDefinition: null, userErrors: [error("RECORD_NOT_FOUND", "Record not found")] };
  const extended = { ...known, fields: [...known.fields, ...definition.fieldDefinitions.map(({ create }) => fieldOf(create))] };
  shop.state.metaobjectDefinitions.set(known.type, extended);
  shop.changed();
  return { metaobjectDefinition: definitionView(extended), userErrors: [] };
};

const upsertArguments = handleArgument.extend({ metaobject: z.object({ fields: z.array(z.object({ key: z.string(), value: z.string() })) }) });

/** Sets the fields that are named and leaves the others. */
const metaobjectUpsert: Resolve = (args, { shop }) => {
  demandScope(shop, "write_metaobjects", "metaobjectUpsert");
  const { handle, metaobject } = upsertArguments.parse(args);
  const definition = shop.state.metaobjectDefinitions.get(handle.type);
  const unknown = metaobject.fields.find(({ key }) => !definition?.fields.some((each) => each.key === key));
  if (!definition || unknown) return { metaobject: null, userErrors: [error(definition ? "UNDEFINED_OBJECT_FIELD" : "UNDEFINED_OBJECT_TYPE", "The definition does not know it.")] };
  const before = shop.state.metaobjects.get(place(handle));
  const given = Object.fromEntries(metaobject.fields.map(({ key, value }) => [key, value]));
  const object: Metaobject = { id: before?.id ?? shop.nextId(), ...handle, fields: { ...before?.fields, ...given } };
  shop.state.metaobjects.set(place(handle), object);
  shop.changed();
  return { metaobject: metaobjectView(object, definition), userErrors: [] };
};

const metaobjectDelete: Resolve = (args, { shop }) => {
  demandScope(shop, "write_metaobjects", "metaobjectDelete");
  const { id } = z.object({ id: z.string() }).parse(args);
  const found = [...shop.state.metaobjects.values()].find((each) => each.id === idIn("Metaobject", id));
  if (!found) return { deletedId: null, userErrors: [error("RECORD_NOT_FOUND", "Record not found")] };
  shop.state.metaobjects.delete(place(found));
  shop.changed();
  return { deletedId: id, userErrors: [] };
};

export const metaobjectMutations: Readonly<Record<string, Resolve>> = { metaobjectDefinitionCreate, metaobjectDefinitionUpdate, metaobjectUpsert, metaobjectDelete };

/** Values of the object themes read the rates from; null: there is none. */
export const rateObject = ({ state }: Pick<Shop, "state">): Readonly<Record<string, string>> | null => state.metaobjects.get("tari_price/tari-price-global")?.fields ?? null;
