import type { Context } from "#app/context.server.ts";
import { canonical } from "#app/engine/canonical.ts";
import { invariant } from "#app/engine/error.ts";
import { printDecimal, smaller, sum } from "#app/engine/money.ts";
import { RECEIPT_FORMAT, sumRows, type AmountName, type Receipt, type SignedReceipt } from "#app/engine/receipt.ts";
import { shopId } from "#app/engine/ids.ts";
import { receiptSigner } from "#app/store/receipt-keys.ts";
import { receiptFacts, type ReceiptFacts } from "#app/store/reads/receipt.ts";

/** "unknown": no order has this token. "unpaid": it has no receipt yet. */
export type Issued = "unknown" | "unpaid" | { readonly receipt: SignedReceipt; readonly facts: ReceiptFacts };

type Desk = Pick<Context, "db" | "clock" | "wait" | "config">;

/** A paid order's receipt as it stands now, signed with the shop's key. Waits a moment for the seals of its newest rows. */
export async function issueReceipt(desk: Desk, token: string): Promise<Issued> {
  const facts = await sealedFacts(desk, token);
  if (!facts) return "unknown";
  if (facts.order.status !== "paid") return "unpaid";
  const { db, config, clock } = desk;
  const signer = await receiptSigner(db.pool, config.encryptionKeys, shopId(facts.shop.id), clock());
  const unsigned = { ...writeReceipt(facts, { issuedAt: clock(), keys: `${config.appUrl}${keysPath(facts.shop.id)}` }), key: signer.id };
  return { receipt: { ...unsigned, signature: signer.sign(canonical(unsigned)) }, facts };
}

/** Where a shop's receipt keys are published. */
export const keysPath = (shop: string): string => `/.well-known/tallystick/${shop}.json`;

// The sealer comes by at least once a second. Where it stands still, a receipt says that its rows are not sealed: others wait
// behind whoever waits here.
const LOOKS = 5;
const PAUSE_MS = 300;
const NEW_MS = 60_000;

async function sealedFacts({ db, clock, wait }: Desk, token: string): Promise<ReceiptFacts | null> {
  for (let look = 1; ; look++) {
    const facts = await receiptFacts(db.pool, token);
    const isAwaited = facts?.order.status === "paid" && facts.ledger.some(({ seal, at }) => seal === null && clock().getTime() - Date.parse(at) < NEW_MS);
    if (!isAwaited || look === LOOKS) return facts;
    await wait(PAUSE_MS);
  }
}

/** What is told of a paid order. */
export function writeReceipt(facts: ReceiptFacts, { issuedAt, keys }: { readonly issuedAt: Date; readonly keys: string }): Receipt {
  const { shop, order, payments, paymentsLeftOut, refunds, ledger } = facts;
  const { quote, closedAt } = order;
  invariant(quote !== null && closedAt !== null, "a paid order was priced, and closed when it was paid");
  return {
    format: RECEIPT_FORMAT,
    issuedAt: issuedAt.toISOString(),
    shop: { domain: shop.id, name: shop.name },
    order: { id: order.id, name: order.name, placedAt: order.placedAt.toISOString(), paidAt: closedAt.toISOString() },
    price: { amount: printDecimal(quote.price.amount), currency: quote.price.currency },
    rate: { perUnit: printDecimal(quote.rate.perUnit), source: quote.rate.source, asOf: quote.rate.asOf.toISOString(), quotedAt: quote.at.toISOString() },
    asset: quote.due.asset,
    amounts: amountsOf(facts, quote.due.units),
    since: { atRisk: order.atRisk.length > 0, priceRaised: order.shortAfterPaid, priceLoweredOrCancelled: order.refundSuggested },
    payments, paymentsLeftOut, refunds, ledger, keys,
  };
}

function amountsOf({ order, ledger, holes }: ReceiptFacts, asked: bigint): Readonly<Record<AmountName, string>> {
  const { besides, ...sums } = sumRows(order.id, ledger);
  const missing = sum([...besides].map(([account, units]) => smaller(units, holes.get(account) ?? 0n)));
  const amounts = { asked, ...sums, missing, fromCredit: sum(besides.values()) - missing };
  return {
    asked: `${amounts.asked}`, received: `${amounts.received}`, takenBack: `${amounts.takenBack}`, returned: `${amounts.returned}`, fromCredit: `${amounts.fromCredit}`,
    missing: `${amounts.missing}`, writtenOff: `${amounts.writtenOff}`, applied: `${amounts.applied}`, credit: `${amounts.credit}`, refunded: `${amounts.refunded}`,
  };
}
