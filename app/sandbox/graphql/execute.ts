import {
  execute,
  GraphQLError,
  Kind,
  parse,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from "graphql";
import type { Shop } from "../shop/shop.ts";
import type { Ask, Resolve } from "./ask.ts";
import { spend, statusOf, throttled, tooCostly, type Cost } from "./budget.ts";
import { actualCost, requestedCost } from "./cost.ts";
import { mutations } from "./mutations.ts";
import { queries } from "./queries.ts";
import { adminSchema } from "./schema.ts";

export type GraphqlRequest = {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName?: string | null | undefined;
};

export type AdminApi = (shop: Shop, request: GraphqlRequest) => Promise<unknown>;

const isResolve = (value: unknown): value is Resolve => typeof value === "function";
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** Answers from the views; a field that no view shows is refused by name rather than answered with an invented null. */
const resolveField: GraphQLFieldResolver<unknown, Ask> = (source, args, ask, info) => {
  const value = isObject(source) && Object.hasOwn(source, info.fieldName) ? source[info.fieldName] : undefined;
  if (value === undefined) {
    throw new GraphQLError(`The sandbox shop does not model ${info.parentType.name}.${info.fieldName}.`, { extensions: { code: "NOT_MODELLED" } });
  }
  return isResolve(value) ? value(args, ask, info) : value;
};

type Read = { readonly document: DocumentNode } | { readonly errors: readonly GraphQLError[] };

function read(schema: GraphQLSchema, text: string): Read {
  try {
    const document = parse(text);
    const errors = validate(schema, document);
    return errors.length > 0 ? { errors } : { document };
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] };
    throw error;
  }
}

/** Apps send the same few documents again and again: each is parsed and validated once. */
function reader(schema: GraphQLSchema) {
  const known = new Map<string, Read>();
  return (text: string): Read => {
    const found = known.get(text) ?? read(schema, text);
    if (known.size > 500) known.clear();
    known.set(text, found);
    return found;
  };
}

const operationIn = (document: DocumentNode, name: string | null | undefined) =>
  document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION && (!name || one.name?.value === name));

export function adminApi(): AdminApi {
  let readDocument: ((text: string) => Read) | undefined;

  return async (shop, { query, variables, operationName }) => {
    const schema = adminSchema();
    readDocument ??= reader(schema);
    const found = readDocument(query);
    if ("errors" in found) return { errors: found.errors };

    const operation = operationIn(found.document, operationName);
    const requested = requestedCost(schema, found.document, variables, operationName);
    if (shop.state.switches.costBudget === "drained") {
      if (requested > 1_000) return tooCostly(shop, requested);
      if (!spend(shop, requested)) return throttled(shop, requested);
    }
    const isMutation = operation?.kind === Kind.OPERATION_DEFINITION && operation.operation === "mutation";
    const result: ExecutionResult = await execute({
      schema,
      document: found.document,
      rootValue: isMutation ? mutations : queries,
      contextValue: { shop },
      variableValues: variables,
      operationName,
      fieldResolver: resolveField,
    });
    const actual = actualCost(result.data, isMutation);
    const cost: Cost = { requestedQueryCost: requested, actualQueryCost: actual, throttleStatus: statusOf(shop, requested - actual) };
    return { ...result, extensions: { cost } };
  };
}
