import { GraphQLError } from "graphql";
import { z } from "zod";
import type { View } from "./ask.ts";

export const pageSchema = z.object({
  first: z.number().int().nullish(),
  last: z.number().int().nullish(),
  after: z.string().nullish(),
  before: z.string().nullish(),
});
export type Page = z.infer<typeof pageSchema>;

/** An item's place in the list: what it is sorted by, then its id. A cursor names the place, not the item. */
export type Place = { readonly value: number; readonly id: string };

const cursorSchema = z.object({ last_id: z.string(), last_value: z.number() });
const cursorOf = ({ id, value }: Place): string => Buffer.from(JSON.stringify({ last_id: id, last_value: value })).toString("base64");

function placeOf(cursor: string): Place {
  try {
    const { last_id, last_value } = cursorSchema.parse(JSON.parse(Buffer.from(cursor, "base64").toString("utf8")));
    return { id: last_id, value: last_value };
  } catch {
    throw new GraphQLError(`Invalid cursor: ${cursor}`);
  }
}

export const inOrder = (a: Place, b: Place): number => a.value - b.value || (BigInt(a.id) < BigInt(b.id) ? -1 : BigInt(a.id) > BigInt(b.id) ? 1 : 0);

export type Listed<T> = { readonly items: readonly T[]; readonly place: (item: T) => Place; readonly show: (item: T) => View; readonly order: "up" | "down" };

const limit = 250;

function sizeOf({ first, last }: Page): number {
  const size = first ?? last;
  if (size === null || size === undefined) throw new GraphQLError("you must provide one of first or last");
  if (size < 0 || size > limit) throw new GraphQLError(`first or last must be between 0 and ${limit}`);
  return size;
}

/** One page of a list. Items that moved meanwhile are found, or not, by their present place. */
export function connection<T>({ items, place, show, order }: Listed<T>, page: Page): View {
  const turn = order === "up" ? 1 : -1;
  const size = sizeOf(page);
  const [after, before] = [page.after ? placeOf(page.after) : null, page.before ? placeOf(page.before) : null];
  const sorted = items.toSorted((a, b) => turn * inOrder(place(a), place(b)));
  const within = sorted.filter((item) => {
    const here = place(item);
    return (after === null || turn * inOrder(here, after) > 0) && (before === null || turn * inOrder(here, before) < 0);
  });
  const shown = page.first === null || page.first === undefined ? within.slice(within.length - Math.min(size, within.length)) : within.slice(0, size);
  const cut = shown.length < within.length;
  const forwards = page.first !== null && page.first !== undefined;
  const edges = shown.map((item) => ({ cursor: cursorOf(place(item)), node: show(item) }));
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: {
      hasNextPage: forwards ? cut : before !== null,
      hasPreviousPage: forwards ? after !== null : cut,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
