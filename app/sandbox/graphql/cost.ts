import {
  getNamedType,
  isCompositeType,
  isListType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNullableType,
  type GraphQLSchema,
  type GraphQLNamedType,
  type SelectionSetNode,
} from "graphql";

/** Calculated query cost: a scalar is free, an object costs 1, a connection what its page could hold, a mutation 10. */

type Counting = {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
};

function pageSize(field: FieldNode, variables: Counting["variables"]): number | null {
  const argument = field.arguments?.find(({ name }) => name.value === "first" || name.value === "last");
  if (!argument) return null;
  if (argument.value.kind === Kind.INT) return Number(argument.value.value);
  const given = argument.value.kind === Kind.VARIABLE ? variables[argument.value.name.value] : undefined;
  return typeof given === "number" ? given : null;
}

const isConnection = (type: GraphQLNamedType): boolean => type.name.endsWith("Connection");
const isShell = (type: GraphQLNamedType): boolean => type.name.endsWith("Edge") || type.name === "PageInfo";

function costOfField(field: FieldNode, parent: GraphQLNamedType, counting: Counting): number {
  const definition = isObjectType(parent) || "getFields" in parent ? fieldOf(parent, field.name.value) : undefined;
  if (!definition || !field.selectionSet) return 0;
  const type = getNamedType(definition.type);
  if (!isCompositeType(type)) return 0;
  const inside = costOfSet(field.selectionSet, type, counting);
  if (isConnection(type)) return 2 + (pageSize(field, counting.variables) ?? 10) * inside;
  if (isShell(type)) return inside;
  const size = isListType(getNullableType(definition.type)) && parent.name !== "OrderConnection" && !isConnection(parent) ? (pageSize(field, counting.variables) ?? 1) : 1;
  return size * (1 + inside);
}

function fieldOf(type: GraphQLNamedType, name: string) {
  return "getFields" in type && isCompositeType(type) ? type.getFields()[name] : undefined;
}

function costOfSet(set: SelectionSetNode, type: GraphQLNamedType, counting: Counting): number {
  return set.selections.reduce((sum, selection) => {
    if (selection.kind === Kind.FIELD) return sum + costOfField(selection, type, counting);
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : counting.fragments.get(selection.name.value);
    if (!fragment) return sum;
    const named = fragment.typeCondition ? counting.schema.getType(fragment.typeCondition.name.value) : type;
    return sum + costOfSet(fragment.selectionSet, named ?? type, counting);
  }, 0);
}

export function requestedCost(schema: GraphQLSchema, document: DocumentNode, variables: Counting["variables"], name?: string | null): number {
  const fragments = new Map(document.definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [])));
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION && (!name || one.name?.value === name));
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return 0;
  if (operation.operation === "mutation") return 10 * operation.selectionSet.selections.length;
  const root = schema.getQueryType();
  return root ? costOfSet(operation.selectionSet, root, { schema, fragments, variables }) : 0;
}

const objectsIn = (value: unknown): number => {
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + objectsIn(one), 0);
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Object.values(value).reduce<number>((sum, one) => sum + objectsIn(one), 0);
};

/** What the answer really held; never more than was asked for. */
export const actualCost = (data: unknown, isMutation: boolean): number => {
  if (typeof data !== "object" || data === null) return 0;
  return isMutation ? 10 * Object.keys(data).length : objectsIn(data) - 1;
};
