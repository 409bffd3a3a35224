import { larger, sum } from "./money.ts";

/** What a receipt is called that is written like this. Another way of writing it is another number. */
export const RECEIPT_FORMAT = "tallystick-receipt/1";

/** A receipt as it is written: units are text, times are UTC with milliseconds. Nothing in it is personal. */
export type Receipt = {
  readonly format: typeof RECEIPT_FORMAT;
  readonly issuedAt: string;
  readonly shop: { readonly domain: string; readonly name: string | null };
  readonly order: { readonly id: string; readonly name: string | null; readonly placedAt: string; readonly paidAt: string };
  readonly price: { readonly amount: string; readonly currency: string };
  /** What one unit of the currency was worth, in whole units of the asset; who said so, and of when. */
  readonly rate: { readonly perUnit: string; readonly source: string; readonly asOf: string; readonly quotedAt: string };
  readonly asset: string;
  readonly amounts: Readonly<Record<AmountName, string>>;
  /** What became of the order after it was paid. */
  readonly since: Readonly<Record<Since, boolean>>;
  readonly payments: readonly ReceiptPayment[];
  /** Payments that are not listed, because there are too many. */
  readonly paymentsLeftOut: number;
  readonly refunds: readonly ReceiptRefund[];
  readonly ledger: readonly ReceiptRow[];
  /** Where the server publishes the shop's keys. */
  readonly keys: string;
};

/** `key`: the id of the key. `signature`: ed25519 over the canonical bytes of everything but itself, in base64url. */
export type SignedReceipt = Receipt & { readonly key: string; readonly signature: string };

export type Since = "atRisk" | "priceRaised" | "priceLoweredOrCancelled";

export type ReceiptPayment = {
  readonly id: string;
  readonly provider: string;
  readonly network: string;
  readonly transaction: string;
  readonly output: string;
  readonly units: string;
  readonly status: string;
  /** 0: the wallet's word was final, whatever the depth. */
  readonly confirmations: number;
  readonly confirmedAt: string | null;
  /** Addresses of the shop's wallets that confirmed it. */
  readonly wallets: readonly string[];
};

export type ReceiptRefund = { readonly id: string; readonly units: string; readonly status: string; readonly transaction: string | null };

/** A transfer, the hash of its content, and the seal that covers it; null: not sealed yet. */
export type ReceiptRow = {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly asset: string;
  readonly units: string;
  readonly at: string;
  readonly cause: string;
  readonly via: string | null;
  readonly hash: string;
  readonly seal: { readonly number: string; readonly hash: string; readonly position: number } | null;
};

/** What the thumbprint of an ed25519 key is the SHA-256 of, in base64url (RFC 7638). `x`: its 32 bytes in base64url. */
export const thumbprintText = (x: string): string => `{"crv":"Ed25519","kty":"OKP","x":"${x}"}`;

/** What the hash of a row is made of, as the database spells it. */
export function hashedText(shop: string, { id, from, to, asset, units, at, cause, via }: Omit<ReceiptRow, "hash" | "seal">): string {
  return `[${["transfer", shop, id, from, to, asset, units, Date.parse(at), cause, via].map((part) => JSON.stringify(part)).join(", ")}]`;
}

/**
 * received − takenBack − returned + fromCredit + missing + writtenOff = applied + credit, in units.
 * `received`: confirmed payments for this order. `takenBack`: by the chain. `returned`: sent back, or set aside for it, before it
 * was applied. `fromCredit`: credit its payers had besides. `missing`: taken back and not made up for. `applied`: what paid the
 * order, so it is what was `asked`. `credit`: what was left with the payers. `refunded`: of what was applied.
 */
export type AmountName = "asked" | "received" | "takenBack" | "returned" | "fromCredit" | "missing" | "writtenOff" | "applied" | "credit" | "refunded";

/** Sums over the rows of one order; `besides`: what each account gave beyond what came in for this order. */
export type RowSums = Readonly<Record<"received" | "takenBack" | "returned" | "writtenOff" | "applied" | "credit" | "refunded", bigint>> & { readonly besides: ReadonlyMap<string, bigint> };

type Moved = Pick<ReceiptRow, "from" | "to" | "cause" | "via" | "units">;

export function sumRows(order: string, rows: readonly Moved[]): RowSums {
  const of = (...kinds: readonly RowKind[]) => sum(rows.filter((row) => kinds.includes(kindOf(order, row))).map(({ units }) => BigInt(units)));
  const left = [...leftOver(order, rows)];
  return {
    received: of("received"),
    takenBack: of("taken back"),
    returned: of("returned") - of("not returned"),
    writtenOff: of("written off"),
    applied: of("applied", "written off"),
    refunded: of("refunded") - of("not refunded"),
    credit: sum(left.map(([, units]) => larger(units, 0n))),
    besides: new Map(left.filter(([, units]) => units < 0n).map(([account, units]) => [account, -units])),
  };
}

export type RowKind = "received" | "taken back" | "applied" | "written off" | "refunded" | "not refunded" | "returned" | "not returned" | "sent" | "foreign";

/** What a row did for this order. */
export function kindOf(order: string, { from, to, via }: Pick<ReceiptRow, "from" | "to" | "via">): RowKind {
  const own = `order/${order}`;
  const [out, into] = [kindOfPlace(from), kindOfPlace(to)];
  if (to === own && via !== null) return via === "write-off" ? "written off" : "applied";
  if (to === own) return out === "refund" ? "not refunded" : "foreign";
  if (from === own) return into === "refund" || into === "account" ? "refunded" : "foreign";
  return pairs[`${out} ${into}`] ?? "foreign";
}

const pairs: Readonly<Record<string, RowKind>> = {
  "outside account": "received", "account outside": "taken back", "account refund": "returned", "refund account": "not returned", "refund outside": "sent",
};

const kindOfPlace = (place: string): string => place.slice(0, place.indexOf("/"));

/** Per account: what came in for this order and did not go into it; below zero, the account gave more than that. */
function leftOver(order: string, rows: readonly Moved[]): ReadonlyMap<string, bigint> {
  const left = new Map<string, bigint>();
  // The chain may take money back from where its rest went meanwhile: that counts where the payment had come in.
  const cameTo = new Map(rows.filter((row) => kindOf(order, row) === "received").map(({ cause, to }) => [cause, to]));
  for (const row of rows) {
    const change = changeBy(kindOf(order, row), row, cameTo);
    if (change) left.set(change.account, (left.get(change.account) ?? 0n) + change.units);
  }
  return left;
}

function changeBy(kind: RowKind, { from, to, cause, units }: Moved, cameTo: ReadonlyMap<string, string>): { readonly account: string; readonly units: bigint } | null {
  switch (kind) {
    case "received":
    case "not returned":
      return { account: to, units: BigInt(units) };
    case "taken back":
      return { account: cameTo.get(cause.replace(/\.reversed(\.\d+)?$/, ".confirmed$1")) ?? from, units: -BigInt(units) };
    case "returned":
    case "applied":
      return { account: from, units: -BigInt(units) };
    case "written off":
    case "refunded":
    case "not refunded":
    case "sent":
    case "foreign":
      return null;
  }
}
