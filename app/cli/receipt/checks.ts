import { createHash, createPublicKey, verify } from "node:crypto";
import { canonical } from "#app/engine/canonical.ts";
import { parseDecimal, printMoney, sum, type Asset } from "#app/engine/money.ts";
import { convert } from "#app/engine/quote.ts";
import { hashedText, kindOf, sumRows, thumbprintText, type AmountName, type ReceiptPayment, type SignedReceipt } from "#app/engine/receipt.ts";
import type { Keys } from "./keys.ts";

/** One thing that was looked at, in words. */
export type Finding = { readonly isRight: boolean; readonly words: string };

const right = (words: string): Finding => ({ isRight: true, words });
const wrong = (words: string): Finding => ({ isRight: false, words });

/** Everything that can be checked of a receipt without asking anybody: who signed it, and whether it agrees with itself. */
export function checkReceipt(receipt: SignedReceipt, keys: Keys): readonly Finding[] {
  return [checkSignature(receipt, keys), checkPrice(receipt), checkRows(receipt), checkBelonging(receipt), checkSums(receipt), checkBalance(receipt), checkPaid(receipt), checkPayments(receipt), checkSeals(receipt)];
}

function checkSignature(receipt: SignedReceipt, { shop, keys, from }: Keys): Finding {
  if (shop !== receipt.shop.domain) return wrong(`It is a receipt of ${receipt.shop.domain}, and the keys from ${from} are those of ${shop}.`);
  const key = keys.find(({ kid, x }) => kid === receipt.key && kid === sha256(thumbprintText(x)).digest("base64url"));
  if (!key) return wrong(`It says it is signed with the key ${receipt.key}, which is none of the keys from ${from}.`);
  if (key.withdrawnAt !== undefined) return wrong(`${shop} withdrew the key ${key.kid} at ${key.withdrawnAt}: somebody else may have signed this. Download the receipt once more.`);
  const { signature, ...signed } = receipt;
  const publicKey = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: key.x }, format: "jwk" });
  const isSigned = verify(null, Buffer.from(canonical(signed)), publicKey, Buffer.from(signature, "base64url"));
  return isSigned ? right(`Signed by ${shop} with the key ${key.kid}, and not changed since.`) : wrong(`The signature does not fit: the receipt was changed after it was signed, or ${shop} never signed it.`);
}

function checkPrice({ price, rate, asset, amounts }: SignedReceipt): Finding {
  const [amount, perUnit] = [parseDecimal(price.amount), parseDecimal(rate.perUnit)];
  const due = amount && perUnit && convert({ currency: price.currency, amount }, { currency: price.currency, perUnit, source: rate.source, asOf: new Date(rate.asOf) }, asset as Asset);
  const told = `${price.amount} ${price.currency} at ${rate.perUnit} (${rate.source}, ${rate.asOf})`;
  return due && due.units === BigInt(amounts.asked) ? right(`${told} is the ${money(asset, amounts.asked)} that were asked.`) : wrong(`${told} is ${due ? printMoney(due) : "no amount"}, and not the ${money(asset, amounts.asked)} it says were asked.`);
}

function checkRows({ shop, ledger }: SignedReceipt): Finding {
  const bad = ledger.find((row) => row.hash !== sha256(hashedText(shop.domain, row)).digest("hex"));
  return bad ? wrong(`The row ${bad.id} of the ledger is not what its hash says.`) : right(`The hash of every row of the ledger (${ledger.length}) is that of its content.`);
}

function checkBelonging({ order, asset, ledger, refunds }: SignedReceipt): Finding {
  const ids = ledger.map(({ id }) => id);
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) return wrong(`The row ${twice} is listed twice.`);
  const known = new Set(refunds.map(({ id }) => `refund/${id}`));
  const isOurs = (place: string) => !place.startsWith("refund/") || known.has(place);
  const foreign = ledger.find((row) => row.asset !== asset || kindOf(order.id, row) === "foreign" || !isOurs(row.from) || !isOurs(row.to));
  return foreign ? wrong(`The row ${foreign.id} has nothing to do with this order.`) : right(`Every row is about ${order.name ?? order.id}, its payments or its refunds.`);
}

function checkSums({ order, amounts, asset, ledger }: SignedReceipt): Finding {
  const { besides, ...sums } = sumRows(order.id, ledger);
  for (const [name, units] of Object.entries(sums) as [keyof typeof sums, bigint][]) {
    if (units !== BigInt(amounts[name])) return wrong(`It says that ${money(asset, amounts[name])} were ${words[name]}; its rows come to ${money(asset, units)}.`);
  }
  const given = sum(besides.values());
  const told = BigInt(amounts.fromCredit) + BigInt(amounts.missing);
  return told === given ? right("Every amount is the sum of its rows.") : wrong(`It says that ${money(asset, told)} came from other credit or are missing; its rows come to ${money(asset, given)}.`);
}

function checkBalance({ amounts, asset }: SignedReceipt): Finding {
  const of = (name: AmountName) => BigInt(amounts[name]);
  const plus = (["received", "fromCredit", "missing", "writtenOff"] as const).filter((name, at) => at === 0 || of(name) > 0n);
  const minus = (["takenBack", "returned"] as const).filter((name) => of(name) > 0n);
  const balance = sum(plus.map(of)) - sum(minus.map(of));
  const told = `${plus.map((name) => `${money(asset, amounts[name])} ${words[name]}`).join(" + ")}${minus.map((name) => ` − ${money(asset, amounts[name])} ${words[name]}`).join("")}`;
  const kept = of("applied") + of("credit");
  const end = `${money(asset, amounts.applied)} ${words.applied} + ${money(asset, amounts.credit)} ${words.credit}`;
  return balance === kept ? right(`${told} = ${end}.`) : wrong(`${told} is not ${end}.`);
}

function checkPaid({ amounts, asset }: SignedReceipt): Finding {
  const isWhole = amounts.applied === amounts.asked && BigInt(amounts.refunded) <= BigInt(amounts.applied);
  return isWhole ? right(`The order was paid whole: ${money(asset, amounts.applied)}.`) : wrong(`${money(asset, amounts.asked)} were asked, ${money(asset, amounts.applied)} paid and ${money(asset, amounts.refunded)} of that given back: that cannot be.`);
}

/** What a payment brought and did not lose again is in the ledger; and nothing else came in. */
function checkPayments({ order, payments, asset, ledger }: SignedReceipt): Finding {
  const broughtBy = ({ id }: ReceiptPayment) => sum(ledger.filter((row) => isOf(id, row.cause)).map((row) => (kindOf(order.id, row) === "received" ? BigInt(row.units) : kindOf(order.id, row) === "taken back" ? -BigInt(row.units) : 0n)));
  const odd = payments.find((payment) => broughtBy(payment) !== (payment.status === "confirmed" ? BigInt(payment.units) : 0n));
  if (odd) return wrong(`The transaction ${odd.transaction} of ${money(asset, odd.units)} (${odd.status}) is not what the ledger says it brought.`);
  const stray = ledger.find((row) => ["received", "taken back"].includes(kindOf(order.id, row)) && !payments.some(({ id }) => isOf(id, row.cause)));
  return stray ? wrong(`The row ${stray.id} belongs to no payment that is listed.`) : right(`Every transaction (${payments.length}) brought what the ledger says.`);
}

const isOf = (payment: string, cause: string): boolean => cause.startsWith(`${payment}.confirmed`) || cause.startsWith(`${payment}.reversed`);

function checkSeals({ ledger }: SignedReceipt): Finding {
  const seals = new Map<string, string>();
  const places = new Set<string>();
  for (const { id, seal } of ledger) {
    if (seal === null) continue;
    if ((seals.get(seal.number) ?? seal.hash) !== seal.hash || places.has(`${seal.number}/${seal.position}`)) return wrong(`The seal of the row ${id} is not that of the others.`);
    seals.set(seal.number, seal.hash);
    places.add(`${seal.number}/${seal.position}`);
  }
  const open = ledger.filter(({ seal }) => seal === null).length;
  if (open > 0) return right(`${open} of its ${ledger.length} rows were not sealed yet when it was issued.`);
  return right(ledger.length === 0 ? "Nothing was due, so nothing moved." : `Its rows are sealed by ${[...seals].map(([number, hash]) => `${number} (${hash.slice(0, 12)}…)`).join(", ")}.`);
}

const sha256 = (text: string) => createHash("sha256").update(text);

const money = (asset: string, units: bigint | string): string => printMoney({ asset: asset as Asset, units: BigInt(units) });

const words: Readonly<Record<AmountName, string>> = {
  asked: "asked", received: "received", takenBack: "taken back by the chain", returned: "sent back", fromCredit: "from credit of before", missing: "missing since the chain took it back",
  writtenOff: "forgone by the shop", applied: "paid", credit: "left as credit", refunded: "refunded",
};
