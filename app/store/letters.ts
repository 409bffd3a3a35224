import type { PoolClient } from "pg";
import type { ShopId } from "#app/engine/ids.ts";
import type { Meant } from "./concerned.ts";
import { parseExactly } from "./rows.ts";

type Queries = Pick<PoolClient, "query">;

export type KeptLetter = {
  readonly source: string;
  readonly topic: string;
  readonly eventId: string;
  readonly body: Buffer;
  readonly receivedAt: Date;
  readonly decidedAt: Date | null;
  readonly result: string | null;
};

/** Who is spoken of: by the storefront's ids, and by ours of all that is theirs. */
export type Spoken = Meant & { readonly objects: readonly string[] };

const CHUNK = 400;

const LETTER = `SELECT "source", "topic", "event_id" AS "eventId", "body", "received_at" AS "receivedAt", "decided_at" AS "decidedAt", "result" FROM "inbox"
WHERE "shop" = $1 AND length("body") > 0 AND "received_at" >= coalesce($2, '-infinity'::timestamptz)`;

// What a message changed is its object, and that has an index. The rest is read through: a customer may be named in any body,
// also of an order that is another's by now; an order's id stands alone only where nothing was changed. These looks are rough.
const OF_OBJECTS = `${LETTER} AND "object" = ANY ($3)`;
const NAMING = `${LETTER} AND EXISTS (SELECT FROM unnest($3::bytea[]) n WHERE position(n IN "body") > 0)`;
const SPEAKING = `${LETTER} AND "object" IS NULL AND encode("body", 'escape') ~ $3`;

/**
 * Messages from outside that speak of somebody and are still kept whole, the oldest first; `since`: only those received from then
 * on. Reads every body of the shop received since: 1,000,000 of them in a minute or so.
 */
export async function lettersAbout(db: Queries, shop: ShopId, spoken: Spoken, since: Date | null): Promise<readonly KeptLetter[]> {
  const { customer, orders, customers, objects } = spoken;
  const look = async (sql: string, what: unknown): Promise<readonly KeptLetter[]> => (await db.query<KeptLetter>(sql, [shop, since, what])).rows;
  const isTheirs = isAbout(spoken);
  const found = [...(await look(OF_OBJECTS, objects))];
  const names = [...(customer === null ? [] : [customer]), ...customers];
  if (names.length > 0) found.push(...(await look(NAMING, names.map((text) => Buffer.from(text)))).filter(({ body }) => isTheirs(body)));
  const ids = [...new Set([...orders, ...objects.map(bareId)])].filter((id) => /^[\w.:-]+$/.test(id));
  for (let from = 0; from < ids.length; from += CHUNK) {
    found.push(...(await look(SPEAKING, patternOf(ids.slice(from, from + CHUNK)))).filter(({ body }) => isTheirs(body)));
  }
  const each = new Map(found.map((letter) => [JSON.stringify([letter.source, letter.topic, letter.eventId]), letter]));
  return [...each.values()].sort((one, other) => one.receivedAt.getTime() - other.receivedAt.getTime());
}

const bareId = (object: string) => (object.startsWith("ord_") ? object.slice("ord_".length) : object);
const patternOf = (ids: readonly string[]) => `(^|[^0-9A-Za-z])(${ids.map((id) => id.replace(/[.:-]/g, "\\$&")).join("|")})($|[^0-9A-Za-z])`;

/** Does this message speak of them? Under the names Shopify, the wallets and our own forms have for it. */
export function isAbout({ customer, orders, customers, objects }: Spoken): (body: Buffer) => boolean {
  const ours = new Set([...customers, ...objects]);
  const theirs = new Set([...orders, ...objects.filter((id) => id.startsWith("ord_")).map(bareId)]);
  const people = new Set(customer === null ? [] : [customer, `gid://shopify/Customer/${customer}`]);
  const isIt = (key: string, text: string) => ours.has(text) || theirs.has(orderIn(text)) || (CUSTOMER.has(key) && people.has(text)) || (ORDER.has(key) && theirs.has(text));
  const speaks = (value: unknown, key: string, within: string): boolean => {
    if (typeof value === "string") return isIt(key, value) || (key === "id" && CUSTOMER.has(within) && people.has(value));
    if (Array.isArray(value)) return value.some((each) => speaks(each, key, within));
    if (typeof value !== "object" || value === null) return false;
    return Object.entries(value).some(([name, each]) => speaks(each, name, key));
  };
  return (body) => {
    const text = body.toString("utf8");
    try {
      const said = parseExactly(text);
      return speaks(said, "", "") || ("payment_gateway_names" in said || Object.keys(said).length === 1) && typeof said["id"] === "string" && theirs.has(said["id"]);
    } catch {
      // No JSON, and kept all the same: whatever names them goes with them.
      return [...people, ...theirs, ...ours].some((id) => text.includes(id));
    }
  };
}

const CUSTOMER = new Set(["customer", "customer_id", "admin_graphql_api_id"]);
const ORDER = new Set(["order_id", "order", "storefrontId", "orders_requested", "orders_to_redact"]);
const orderIn = (text: string) => /^gid:\/\/shopify\/Order\/(\d+)/.exec(text)?.[1] ?? "";

/** The letter stays, and what came of it; what it said does not. One still undecided is decided by reading its order again. */
export async function blankLetters(db: Queries, shop: ShopId, letters: readonly KeptLetter[]): Promise<void> {
  const again = letters.map((letter) => (letter.decidedAt === null && letter.result === "failed" ? orderSpokenOf(letter) : null));
  await db.query(
    `UPDATE "inbox" i SET "body" = '', "error" = CASE WHEN i."error" IS NOT NULL THEN 'withheld: its customer was forgotten' END,
       "result" = CASE WHEN l."again" IS NOT NULL THEN 'fetch: ' || l."again" ELSE regexp_replace(i."result", '^(refused: \\w+|unreadable).*$', '\\1') END
     FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) AS l ("source", "topic", "event_id", "again")
     WHERE i."shop" = $1 AND i."source" = l."source" AND i."topic" = l."topic" AND i."event_id" = l."event_id"`,
    [shop, letters.map(({ source }) => source), letters.map(({ topic }) => topic), letters.map(({ eventId }) => eventId), again],
  );
}

function orderSpokenOf({ source, eventId, topic, body }: KeptLetter): string | null {
  if (source === "reconcile") return /^(\d+)@/.exec(eventId)?.[1] ?? null;
  if (source !== "shopify" || !topic.startsWith("orders/")) return null;
  try {
    const said = parseExactly(body.toString("utf8"));
    return orderIn(String(said["admin_graphql_api_id"])) || (typeof said["id"] === "string" ? said["id"] : null);
  } catch {
    return null;
  }
}
