import type { PoolClient } from "pg";
import type { Account } from "#app/engine/account.ts";
import type { Claim, Link } from "#app/engine/claim.ts";
import type { AccountId, CustomerId, OrderId, Owner, PaymentId, RefundId, ShopId, WalletId } from "#app/engine/ids.ts";
import type { CancelErrand, Parked, Standing, Tie } from "#app/engine/standing.ts";
import { readPolicy } from "./policy.ts";
import { orderOf, parseExactly, paymentOf, rateOf, refundOf, transferOf, type Row } from "./rows.ts";
import { ask } from "./transaction.ts";

/** What a decision starts from. Everything that may be paid by, or pay, these is read with them. */
export type Seeds = {
  readonly orders?: readonly OrderId[];
  readonly names?: readonly string[];
  /** The storefront's customer ids. */
  readonly storefrontCustomers?: readonly string[];
  readonly customers?: readonly CustomerId[];
  readonly accounts?: readonly AccountId[];
  readonly payments?: readonly PaymentId[];
  readonly refunds?: readonly RefundId[];
  /** Transfers this very act would make: a repeat finds them. */
  readonly transfers?: readonly string[];
  /** Also every open order of the customers concerned. */
  readonly wide?: boolean;
  /** Also what the accounts paid. */
  readonly reach?: "history";
  /** The message that asks, as the inbox knows it. */
  readonly message?: { readonly source: string; readonly topic: string; readonly eventId: string };
  /** The receiving wallet that speaks, and its nonce. */
  readonly speaker?: { readonly wallet: WalletId; readonly nonce: string };
};

/** A registered, unrevoked wallet, as read in the transaction that hears it. Limits and sums in units. */
export type Speaker = {
  readonly id: WalletId;
  readonly allowList: readonly string[];
  readonly initialNonce: bigint;
  readonly usedDescending: readonly bigint[];
  readonly isUsed: boolean;
  readonly perPayment: bigint | null;
  readonly perDay: bigint | null;
  readonly confirmedToday: bigint;
};

export type World = {
  readonly standing: Standing;
  readonly customers: ReadonlyMap<string, CustomerId>;
  /** This very message was decided before. */
  readonly isRepeat: boolean;
  readonly speaker: Speaker | null;
  /** The payment method whose orders are ours; null: not set up. */
  readonly methodName: string | null;
};

/** What else must be locked first: somebody else holds it. */
export type Missing = { readonly missing: readonly string[] };

/** What was read for several messages at once, each of which starts from its own part of it. */
export type Sight = {
  readonly standing: Standing;
  readonly customers: ReadonlyMap<string, CustomerId>;
  readonly methodName: string | null;
  readonly isKnown: (message: NonNullable<Seeds["message"]>) => boolean;
  readonly speakerOf: (speaker: NonNullable<Seeds["speaker"]>) => Speaker | null;
};

/** Locks `keys`, in their order, and what turns out to be concerned, for the rest of the transaction; reads what stands around all the seeds. Null: no such shop. */
export async function sight(client: PoolClient, shop: ShopId, keys: readonly string[], seeds: readonly Seeds[]): Promise<Sight | Missing | null> {
  const { rows } = await ask<{ stand: string | null }>(client, { name: "stand", text: "SELECT stand($1, $2, $3)", values: [shop, keys, together(seeds)] });
  const text = rows[0]?.stand ?? null;
  if (text === null) return null;
  const row = parseExactly(text);
  return row["missing"] ? { missing: row["missing"] as readonly string[] } : sightOf(shop, row);
}

/** The same for one message, which starts from all of it. */
export async function stand(client: PoolClient, shop: ShopId, keys: readonly string[], seeds: Seeds): Promise<World | Missing | null> {
  const seen = await sight(client, shop, keys, [seeds]);
  return seen === null || "missing" in seen ? seen : worldOf(seen, seeds);
}

/** Reads what stands and locks nothing: for looking, not for deciding. */
export async function look(client: Pick<PoolClient, "query">, shop: ShopId, seeds: Seeds): Promise<World | null> {
  const { rows } = await client.query<{ stand: string | null }>("SELECT stand($1, NULL, $2)", [shop, together([seeds])]);
  const text = rows[0]?.stand ?? null;
  return text === null ? null : worldOf(sightOf(shop, parseExactly(text)), seeds);
}

/** What one message starts from, of what was read for several. */
export function worldOf({ standing, customers, methodName, isKnown, speakerOf }: Sight, { message, speaker }: Seeds): World {
  return { standing, customers, methodName, isRepeat: message !== undefined && isKnown(message), speaker: speaker ? speakerOf(speaker) : null };
}

const lists = ["orders", "names", "storefrontCustomers", "customers", "accounts", "payments", "refunds", "transfers"] as const;

function together(seeds: readonly Seeds[]): string {
  const named = lists.map((kind) => [kind, [...new Set(seeds.flatMap((each): readonly string[] => each[kind] ?? []))]]);
  const wide = seeds.some((each) => each.wide);
  const reach = seeds.find((each) => each.reach)?.reach;
  const messages = seeds.flatMap(({ message }) => message ?? []);
  const speakers = seeds.flatMap(({ speaker }) => speaker ?? []);
  return JSON.stringify({ ...Object.fromEntries(named), wide, reach, messages, speakers });
}

const list = (row: Row, name: string): readonly Row[] => (row[name] as readonly Row[] | null) ?? [];

function sightOf(shop: ShopId, row: Row): Sight {
  const found = row["shop"] as Row;
  const standing: Standing = {
    shop,
    asset: found["asset"] as Standing["asset"],
    policy: readPolicy(found["policy"] as Row),
    rates: new Map(list(row, "rates").map((each) => [each["currency"] as string, rateOf(each)])),
    orders: new Map(list(row, "orders").map((each) => [each["id"] as OrderId, orderOf(each)])),
    accounts: new Map(list(row, "accounts").map((each) => [each["id"] as AccountId, accountOf(each)])),
    payments: new Map(list(row, "payments").map((each) => [each["id"] as PaymentId, paymentOf(each)])),
    refunds: new Map(list(row, "refunds").map((each) => [each["id"] as RefundId, refundOf(each)])),
    claims: list(row, "claims").map((each) => ({ ...(each as unknown as Claim), at: new Date(each["at"] as string) })),
    links: list(row, "links").map(({ customer, account, claim }) => ({ customer, account, claim }) as Link),
    ties: list(row, "ties") as unknown as readonly Tie[],
    transfers: list(row, "transfers").map(transferOf),
    parked: list(row, "parked").map((each) => ({ ...each, confirmations: each["confirmations"] === null ? null : Number(each["confirmations"]) }) as unknown as Parked),
    cancels: new Map(list(row, "cancels").map((each) => [each["order"] as OrderId, each["state"] as CancelErrand])),
  };
  const customers = new Map(list(row, "customers").map((each) => [each["storefrontId"] as string, each["id"] as CustomerId]));
  const known = new Set(list(row, "known").map((parts) => JSON.stringify(parts)));
  const used = new Set(list(row, "usedNonces").map((parts) => JSON.stringify(parts)));
  const wallets = new Map(list(row, "wallets").map((each) => [each["id"] as WalletId, speakerIn(each)]));
  return {
    standing,
    customers,
    methodName: found["methodName"] as string | null,
    isKnown: ({ source, topic, eventId }) => known.has(JSON.stringify([source, topic, eventId])),
    speakerOf: ({ wallet, nonce }) => {
      const speaker = wallets.get(wallet);
      return speaker ? { ...speaker, isUsed: used.has(JSON.stringify([wallet, nonce])) } : null;
    },
  };
}

function speakerIn(row: Row): Omit<Speaker, "isUsed"> {
  const units = (name: string) => (row[name] === null ? null : BigInt(row[name] as string));
  return {
    id: row["id"] as WalletId,
    allowList: row["allowList"] as readonly string[],
    initialNonce: units("initialNonce") ?? 0n,
    usedDescending: ((row["used"] as readonly string[] | null) ?? []).map(BigInt),
    perPayment: units("perPayment"),
    perDay: units("perDay"),
    confirmedToday: units("confirmedToday") ?? 0n,
  };
}

function accountOf(row: Row): Account {
  return { id: row["id"] as AccountId, asset: row["asset"] as Account["asset"], owner: ownerOf(row["kind"] as Owner["kind"], row["owner"] as string), held: BigInt(row["held"] as string) };
}

function ownerOf(kind: Owner["kind"], owner: string): Owner {
  switch (kind) {
    case "payer":
      return { kind, payer: owner as Extract<Owner, { kind: "payer" }>["payer"] };
    case "customer":
      return { kind, customer: owner as CustomerId };
    case "deposit":
      return { kind, of: owner as OrderId };
  }
}
