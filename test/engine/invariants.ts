import { isProven, type Claim } from "#app/engine/claim.ts";
import type { AccountId, OrderId } from "#app/engine/ids.ts";
import { accountPlace, orderPlace, refundPlace, type Place, type Transfer } from "#app/engine/ledger.ts";
import { isOpen, type Order } from "#app/engine/order.ts";
import { RULES } from "#app/engine/reach.ts";
import { planFor, wouldComplete } from "#app/engine/settle.ts";
import { standingOf, tiesIn, type Books } from "./books.ts";

/** Everything engine.md's *Invariants* say, as sentences that are wrong now; an engine without mistakes leaves none. */
export function broken(before: Books, books: Books): readonly string[] {
  return [...ledgerBroken(books), ...ordersBroken(books), ...promisesBroken(books), ...stepBroken(before, books), ...claimsBroken(books)];
}

const total = (rows: readonly { readonly money: { readonly units: bigint } }[]) => rows.reduce((sum, { money }) => sum + money.units, 0n);
const holds = (isRight: boolean, sentence: string) => (isRight ? [] : [sentence]);

function balances({ transfers }: Books): ReadonlyMap<Place, bigint> {
  const held = new Map<Place, bigint>();
  for (const { from, to, money } of transfers) {
    held.set(from, (held.get(from) ?? 0n) - money.units);
    held.set(to, (held.get(to) ?? 0n) + money.units);
  }
  return held;
}

function ledgerBroken(books: Books): readonly string[] {
  const held = balances(books);
  const inside = (kind: string) => [...held].filter(([place]) => place.startsWith(kind)).reduce((sum, [, units]) => sum + units, 0n);
  const told = (type: string, status: string) => books.events.filter((event) => event.type === type && event.fields["status"] === status).reduce((sum, { fields }) => sum + BigInt(String(fields["units"])), 0n);
  const noted = (side: "from" | "to") => books.events.filter((event) => event.type === "credit.issued" && event.fields[side] === "shop/credit").reduce((sum, { fields }) => sum + BigInt(String(fields["units"])), 0n);
  const came = told("payment.confirmed", "confirmed") - told("payment.reversed", "reversed") + noted("from") - noted("to") + total(books.transfers.filter(({ from }) => from === "shop/written-off"));
  const is = inside("order/") + inside("account/") + inside("refund/") + total([...books.refunds.values()].filter(({ status }) => status === "sent"));
  const mayOwe = (place: Place) => books.transfers.some(({ from, to }) => from === place && (to.startsWith("outside/") || to === "shop/credit"));
  return [
    ...holds([...held.values()].reduce((sum, units) => sum + units, 0n) === 0n, "places do not sum to zero"),
    ...holds(came === is, `money came ${came} but is ${is}`),
    ...[...books.accounts.values()].flatMap(({ id, held: units }) => [
      ...holds(units === (held.get(accountPlace(id)) ?? 0n), `${id} holds not what the ledger says`),
      ...holds(units >= 0n || mayOwe(accountPlace(id)), `${id} is below zero without a reversal`),
    ]),
    ...[...books.orders.keys()].flatMap((id) => holds((held.get(orderPlace(id)) ?? 0n) >= 0n, `${id} gave more than it got`)),
    ...[...books.refunds.values()].flatMap(({ id, status, money }) => holds((held.get(refundPlace(id)) ?? 0n) === (status === "requested" ? money.units : 0n), `${id} holds not what it waits for`)),
  ];
}

function ordersBroken(books: Books): readonly string[] {
  return [...books.orders.values()].flatMap((order) => {
    const into = books.transfers.filter(({ to, via }) => to === orderPlace(order.id) && via !== null);
    const paidEvents = books.events.filter(({ object, type }) => object === order.id && type === "order.paid");
    const frozen = paidEvents[0] ? BigInt(String(paidEvents[0].fields["due"])) : null;
    return [
      ...holds((order.status === "paid") === (frozen !== null && total(into) === frozen), `${order.id} is ${order.status} with ${total(into)} of ${frozen}`),
      ...holds(order.status !== "paid" || frozen === order.quote?.due.units, `${order.id} changed its due after it was paid`),
      ...holds(paidEvents.length <= 1 && (order.status === "paid" || into.length === 0), `${order.id} was settled more than once, or while not paid`),
      ...refundsBroken(books, order),
    ];
  });
}

function refundsBroken(books: Books, order: Order): readonly string[] {
  const into = books.transfers.filter(({ to, via }) => to === orderPlace(order.id) && via !== null);
  const outside = total(into.filter(({ via }) => via !== "credit" && via !== "write-off"));
  const out = [...books.refunds.values()].filter(({ from, status }) => from === orderPlace(order.id) && status !== "withdrawn");
  const asCredit = total(books.transfers.filter(({ from, to }) => from === orderPlace(order.id) && to.startsWith("account/")));
  return [
    ...holds(total(out) <= outside, `${order.id} refunds more than outside money brought`),
    ...holds(asCredit <= total(into.filter(({ via }) => via === "credit")), `${order.id} returns more credit than it got`),
    ...holds(order.refunded === total(out) + asCredit, `${order.id} says it refunded ${order.refunded}`),
    ...order.atRisk.flatMap((account) => holds((books.accounts.get(account)?.held ?? 0n) < 0n, `${order.id} is at risk though ${account} is whole`)),
  ];
}

function promisesBroken(books: Books): readonly string[] {
  const owed = (target: string, object: string) => books.errands.filter((errand) => errand.target === target && errand.object === object).length;
  const told = (object: string, isMeant: (event: Books["events"][number]) => boolean) => books.events.filter((event) => event.object === object && isMeant(event)).length;
  const objects = Map.groupBy(books.events, ({ object }) => object);
  return [
    ...[...books.orders.values()].flatMap(({ id, status, storefrontId }) => [
      ...holds(owed("storefront.mark-paid", id) === (status === "paid" && storefrontId !== null ? 1 : 0), `${id} owes ${owed("storefront.mark-paid", id)} mark-paid`),
      ...holds(owed("storefront.cancel", id) === (storefrontId === null ? 0 : told(id, ({ type, fields }) => type === "order.expired" || (type === "order.cancelled" && fields["cancelledBy"] === "merchant"))), `${id} owes ${owed("storefront.cancel", id)} cancels`),
    ]),
    ...[...objects].flatMap(([object, events]) => holds(events.every(({ version }, index) => version === index + 1), `events of ${object} have gaps`)),
    ...[...books.orders.values(), ...books.payments.values(), ...books.refunds.values()].flatMap(({ id, version }) => holds(version === (objects.get(id)?.length ?? 0), `${id} is at version ${version} without its events`)),
    ...holesBroken(books),
    ...waitingBroken(books),
  ];
}

/** Every hole that a reversal left is covered by the orders it put at risk, as far as there are such orders. */
function holesBroken(books: Books): readonly string[] {
  return [...books.accounts.values()].filter(({ held, owner }) => held < 0n && owner.kind !== "customer").flatMap(({ id, held }) => {
    const paid = (order: Order) => total(books.transfers.filter(({ from, to }) => from === accountPlace(id) && to === orderPlace(order.id)));
    const all = [...books.orders.values()];
    const risky = all.filter(({ atRisk }) => atRisk.includes(id)).reduce((sum, order) => sum + paid(order), 0n);
    const most = all.reduce((sum, order) => sum + paid(order), 0n);
    return holds(risky >= (-held < most ? -held : most), `${id} owes ${-held} but only ${risky} is at risk`);
  });
}

function waitingBroken(books: Books): readonly string[] {
  if (books.policy.unaffordable === "stop") return [];
  const standing = standingOf(books);
  return [...books.orders.values()].filter((order) => isOpen(order) && planFor(standing, order, RULES) !== null).map(({ id }) => `${id} is affordable but waits`);
}

function claimsBroken({ orders, claims }: Books): readonly string[] {
  return [...orders.values()].flatMap(({ id, claimer, status }) => {
    const counting = claims.filter((claim) => claim.order === id && claim.standing === "counts");
    const proven = counting.filter(isProven);
    const isTrue = (kind: readonly Claim[]) => kind.some(({ account }) => account === claimer?.account);
    return [
      ...holds(proven.length === 0 || counting.length === 1, `${id} has a proven claimer beside others`),
      ...holds(counting.length <= 16, `${id} has ${counting.length} claims`),
      ...holds(counting.length === 0 || (claimer?.by === (proven.length > 0 ? "proven" : "plain") && isTrue(counting)), `${id} waits for ${claimer?.account ?? "nobody"} by ${claimer?.by ?? "nothing"}`),
      ...holds(status !== "unclaimed" || claimer === null, `${id} is unclaimed with a claimer`),
    ];
  });
}

/** What one step may do to an order, and by what right each of its settling transfers was made. */
function stepBroken(before: Books, books: Books): readonly string[] {
  const made = books.transfers.slice(before.transfers.length);
  return [
    ...[...before.orders.values()].flatMap((was) => orderStepBroken(before, books, was)),
    ...made.filter(({ via }) => via !== null).flatMap((transfer) => holds(hasRight(before, books, transfer), `${transfer.id} paid by no right: ${transfer.via}`)),
  ];
}

function orderStepBroken(before: Books, books: Books, was: Order): readonly string[] {
  const is = books.orders.get(was.id);
  if (!is) return [`${was.id} is gone`];
  const isReopened = !isOpen(was) && is.version > was.version && books.events.some(({ object, type, version }) => object === was.id && type === "order.reopened" && version > was.version);
  const time = (date: Date | null) => date?.getTime() ?? null;
  const provenNow = books.claims.some((claim) => claim.order === is.id && isProven(claim) && claim.standing === "counts");
  // Money that came and was final at once set it as it came, and may be spent on another order by now.
  const wasSpent = books.events.slice(before.events.length).some(({ type }) => type === "payment.confirmed");
  const startsPay = was.payBy === null && is.payBy !== null;
  return [
    ...holds(was.status === is.status || isOpen(was) || isReopened, `${was.id} went from ${was.status} to ${is.status}`),
    ...holds(isReopened || was.claimBy === null || time(was.claimBy) === time(is.claimBy), `${was.id} moved its claim-by`),
    ...holds(isReopened || was.payBy === null || time(was.payBy) === time(is.payBy), `${was.id} moved its pay-by`),
    ...holds(isReopened || !startsPay || provenNow || wasSpent || !isOpen(is) || wouldComplete(standingOf(books), is), `${was.id} got a pay-by from less than it needs`),
    ...holds(isReopened || was.heldUntil === null || !isOpen(is) || (time(is.heldUntil) ?? 0) <= (time(was.heldUntil) ?? 0), `${was.id} was put off twice`),
    ...holds(!isOpen(is) || is.heldUntil === null || is.heldUntil.getTime() - (time(is.payBy ?? is.claimBy) ?? 0) <= 24 * 3_600_000, `${was.id} was put off for more than a day`),
  ];
}

function hasRight(before: Books, books: Books, { from, to, via }: Transfer): boolean {
  const account = from.slice("account/".length) as AccountId;
  const order = books.orders.get(to.slice("order/".length) as OrderId);
  const owner = books.accounts.get(account)?.owner;
  if (!order || via === null) return false;
  if (via === "write-off") return from === "shop/written-off" && books.policy.tolerance.units + books.policy.tolerance.basisPoints > 0n;
  if (via === "deposit") return owner?.kind === "deposit" && owner.of === order.id;
  if (via === "claim") return mayClaim(before, books, order, account);
  if (via === "credit") return owner?.kind === "customer" && owner.customer === order.customer;
  if (via === "link") return [...before.links, ...books.links].some((link) => link.account === account && link.customer === order.customer);
  return namingHolds(books, order, account, via.slice("naming/".length) as OrderId);
}

function mayClaim(before: Books, books: Books, order: Order, account: AccountId): boolean {
  const own = books.claims.filter((claim) => claim.order === order.id && claim.account === account && claim.standing === "counts");
  const isTied = (world: Books) => tiesIn(world).some((tie) => tie.account === account && tie.order !== order.id && (tie.by === "link" || tie.customer === null || tie.customer !== order.customer));
  return own.some(isProven) || (own.length > 0 && !(isTied(before) && isTied(books)));
}

function namingHolds(books: Books, order: Order, account: AccountId, named: OrderId): boolean {
  const other = books.orders.get(named);
  const isSame = named === order.id || (books.policy.namedSurplus === "sameCustomer" && other?.customer === order.customer && order.customer !== null);
  const brought = [...books.payments.values()].filter((payment) => payment.account === account && payment.names === named)
    .reduce((sum, { id, money }) => sum + money.units * BigInt(books.events.filter(({ object, type }) => object === id && type === "payment.confirmed").length), 0n);
  const spent = total(books.transfers.filter(({ from, via }) => from === accountPlace(account) && via === `naming/${named}`));
  return isSame && spent <= brought;
}
