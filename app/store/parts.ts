import { accountId, type AccountId, type OrderId } from "#app/engine/ids.ts";
import type { Standing } from "#app/engine/standing.ts";
import type { Seeds, Sight } from "./stand.ts";

/** A thing that decisions look at or change, by kind and id: `order:ord_7`, `buyer:7001`. */
export type Thing = string;

/**
 * What each of several messages starts from: all that hangs together with its seeds, and nothing else. null: it hangs
 * together with an earlier one, whose decision it must see. Whatever one of them changes is part of its own part, so
 * those that get one can be decided side by side as if one after the other.
 */
export function partsOf(sight: Sight, members: readonly { readonly seeds: Seeds; readonly things: readonly Thing[] }[]): readonly (Sight | null)[] {
  const groups = grouping();
  const anchors = members.map((_, index) => `member:${index}`);
  members.forEach(({ seeds, things }, index) => groups.join([anchors[index] ?? "", ...things, ...limitOf(sight, seeds)]));
  joinStanding(sight, groups);
  const taken = new Set<Thing>();
  const pick = byGroup(sight, groups);
  return anchors.map((anchor) => {
    const group = groups.of(anchor);
    if (taken.has(group)) return null;
    taken.add(group);
    return { ...sight, standing: pick(group) };
  });
}

/** Two confirmations of a wallet that may only confirm so much a day count each other. */
function limitOf({ speakerOf }: Sight, { speaker }: Seeds): readonly Thing[] {
  const limit = (speaker && speakerOf(speaker)?.perDay) ?? null;
  return speaker && limit !== null ? [`wallet:${speaker.wallet}`] : [];
}

type Groups = { readonly join: (things: readonly (Thing | null)[]) => void; readonly of: (thing: Thing) => Thing };

/** Disjoint sets: each thing points towards the one its group is known by. */
function grouping(): Groups {
  const towards = new Map<Thing, Thing>();
  const of = (thing: Thing): Thing => {
    let last = thing;
    for (let next = towards.get(last); next !== undefined; next = towards.get(last)) last = next;
    if (last !== thing) towards.set(thing, last);
    return last;
  };
  const join: Groups["join"] = ([first, ...others]) => {
    if (!first) return;
    for (const other of others) {
      const [here, there] = [of(first), other ? of(other) : null];
      if (there !== null && there !== here) towards.set(there, here);
    }
  };
  return { join, of };
}

const order = (id: OrderId | string | null): Thing | null => (id === null ? null : `order:${id}`);
const account = (id: AccountId | string | null): Thing | null => (id === null ? null : `account:${id}`);
const customer = (id: string | null): Thing | null => (id === null ? null : `customer:${id}`);

/** The place of a transfer is an account, an order or a refund; what is outside belongs to nobody. */
function place(text: string): Thing | null {
  const [kind] = text.split("/", 1);
  return kind === "account" || kind === "order" || kind === "refund" ? `${kind}:${text.slice(kind.length + 1)}` : null;
}

function joinStanding({ standing, customers }: Sight, { join }: Groups): void {
  const deposit = (of: OrderId) => account(accountId(standing.asset, { kind: "deposit", of }));
  for (const [buyer, id] of customers) join([`buyer:${buyer}`, customer(id)]);
  for (const each of standing.orders.values()) join([order(each.id), each.name && `name:${each.name}`, customer(each.customer), account(each.claimer?.account ?? null), deposit(each.id), ...each.atRisk.map(account)]);
  for (const { id, owner } of standing.accounts.values()) join([account(id), owner.kind === "customer" ? customer(owner.customer) : owner.kind === "deposit" ? ownerThing(owner.of) : null]);
  for (const { id, account: credited, names, naming } of standing.payments.values()) {
    const named = naming?.identity;
    join([`payment:${id}`, account(credited), order(names), named ? (named.by === "id" ? order(named.order) : `name:${named.name}`) : null]);
  }
  for (const claim of standing.claims) join([order(claim.order), account(claim.account)]);
  for (const link of standing.links) join([customer(link.customer), account(link.account)]);
  for (const tie of standing.ties) join([account(tie.account), order(tie.order)]);
  for (const { id, order: of, from } of standing.refunds.values()) join([`refund:${id}`, order(of), place(from)]);
  for (const { id, from, to } of standing.transfers) join([`transfer:${id}`, place(from), place(to)]);
}

const ownerThing = (of: string): Thing => (of.startsWith("pay_") ? `payment:${of}` : `order:${of}`);

/** Sorts all that stands into its groups once; what is asked for then is a group's own standing. */
function byGroup({ standing }: Sight, { of }: Groups): (group: Thing) => Standing {
  const maps = <K extends string, V>(map: ReadonlyMap<K, V>, kind: string) => sorted([...map], ([id]) => of(`${kind}:${id}`));
  const orders = maps(standing.orders, "order");
  const accounts = maps(standing.accounts, "account");
  const payments = maps(standing.payments, "payment");
  const refunds = maps(standing.refunds, "refund");
  const cancels = maps(standing.cancels, "order");
  const claims = sorted(standing.claims, ({ order: id }) => of(`order:${id}`));
  const links = sorted(standing.links, ({ customer: id }) => of(`customer:${id}`));
  const ties = sorted(standing.ties, ({ account: id }) => of(`account:${id}`));
  const transfers = sorted(standing.transfers, ({ id }) => of(`transfer:${id}`));
  const parked = sorted(standing.parked, ({ payment }) => of(`payment:${payment}`));
  return (group) => ({
    ...standing,
    orders: new Map(orders(group)),
    accounts: new Map(accounts(group)),
    payments: new Map(payments(group)),
    refunds: new Map(refunds(group)),
    cancels: new Map(cancels(group)),
    claims: claims(group),
    links: links(group),
    ties: ties(group),
    transfers: transfers(group),
    parked: parked(group),
  });
}

function sorted<T>(all: readonly T[], groupOf: (each: T) => Thing): (group: Thing) => readonly T[] {
  const lists = new Map<Thing, T[]>();
  for (const each of all) {
    const group = groupOf(each);
    const list = lists.get(group);
    if (list) list.push(each);
    else lists.set(group, [each]);
  }
  return (group) => lists.get(group) ?? [];
}
