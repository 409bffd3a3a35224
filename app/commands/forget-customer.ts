import * as flow from "#app/engine/flow.ts";
import type { AccountId, CustomerId } from "#app/engine/ids.ts";
import { blank } from "#app/store/blank.ts";
import { findConcerned, objectsOf, type Concerned } from "#app/store/concerned.ts";
import { blankLetters, lettersAbout } from "#app/store/letters.ts";
import { blankRequests, closeRequest, noteFound, noteLooked, type PrivacyRequest } from "#app/store/requests.ts";
import { inTransaction } from "#app/store/transaction.ts";
import { command } from "./command.ts";
import type { Desk } from "./desk.ts";
import { run } from "./transact.ts";

/** Whatever was being decided when the request came has ended by then, and what it brought is found by a second look. */
export const SETTLES_MS = 120_000;

/**
 * Blanks what is personal of a customer, and of the orders that were listed, wherever it is kept: details in every version, free
 * text, evidence of claims, messages. Links go; orders stay as open or closed as they are. Every step may be repeated, so a crash
 * between any two of them is made good by the next look.
 */
export async function forgetCustomer(desk: Desk, request: PrivacyRequest): Promise<"begun" | "forgotten"> {
  const { shop } = request;
  const now = desk.clock();
  const { pool } = desk.db;
  const found = await findConcerned(pool, shop, request);
  const objects = objectsOf(found);
  // First of all, so that nothing said of them from now on is kept.
  await inTransaction(pool, async (client) => {
    await noteFound(client, request, found.customers);
    await desk.forgotten.add(client, shop, { customer: request.customer, objects: [...objects, ...request.orders.map((id) => `ord_${id}`)] });
  });
  desk.forgotten.renew(shop);
  for (const link of found.links) await run(desk, dropLink, { shop, input: link });
  const letters = await lettersAbout(pool, shop, { ...request, customers: found.customers, objects }, sinceWhen(request));
  const isSettled = now.getTime() - request.heardAt.getTime() >= SETTLES_MS;
  const blanked = await inTransaction(pool, async (client) => {
    const counted = await blank(client, shop, found);
    await blankLetters(client, shop, letters);
    if (request.customer !== null) await blankRequests(client, shop, request.customer);
    await noteLooked(client, request, now);
    if (isSettled) await closeRequest(client, request, { result: "forgotten", by: "Shopify", now });
    return counted;
  });
  desk.log.info({ shop, request: request.id, ...counts(found), ...blanked, letters: letters.length }, isSettled ? "customer.forgotten" : "customer.being-forgotten");
  return isSettled ? "forgotten" : "begun";
}

/** The second look need not read again what the first has read. */
const sinceWhen = ({ lookedAt, heardAt }: PrivacyRequest) => (lookedAt === null ? null : new Date(heardAt.getTime() - SETTLES_MS));

const counts = ({ customers, orders, payments }: Concerned) => ({ customers: customers.length, orders: orders.length, payments: payments.length });

/** The claims that made the link make none again. */
const dropLink = command<{ readonly customer: CustomerId; readonly account: AccountId }, null>({
  name: "forget-link",
  seeds: ({ customer, account }) => ({ customers: [customer], accounts: [account], wide: true }),
  decide: (link, { standing }, now) => ({ outcome: flow.unlink(link, standing, now) }),
  answer: () => null,
});
