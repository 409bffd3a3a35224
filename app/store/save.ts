import type { PoolClient } from "pg";
import { EngineError } from "#app/engine/error.ts";
import type { ClaimId, CustomerId, OrderId, PaymentId, RemarkId, ShopId, WalletId } from "#app/engine/ids.ts";
import type { Outcome } from "#app/engine/outcome.ts";
import type { Row } from "./rows.ts";
import { outcomeRows, paperRows, type Rows } from "./save-rows.ts";
import { write, type Writing } from "./transaction.ts";

/** What is saved beside a decision: personal data, evidence, and what makes a repeat known. */
export type Papers = {
  readonly customers?: readonly { readonly id: CustomerId; readonly storefrontId: string }[];
  readonly details?: readonly { readonly customer: CustomerId; readonly version: number; readonly name: string | null; readonly email: string | null; readonly phone: string | null }[];
  readonly remarks?: readonly { readonly id: RemarkId; readonly object: string; readonly kind: RemarkKind; readonly text: string; readonly by: string }[];
  readonly evidence?: readonly { readonly claim: ClaimId; readonly address: string; readonly signature: string }[];
  readonly memos?: readonly { readonly payment: PaymentId; readonly remark: RemarkId }[];
  readonly checkouts?: readonly { readonly token: string; readonly order: OrderId }[];
  readonly nonces?: readonly { readonly wallet: WalletId; readonly nonce: bigint }[];
  readonly inbox?: readonly InboxRow[];
};

export type RemarkKind = "note" | "memo" | "reason" | "trace";

/** An authenticated message from outside; unique by source, topic and event id within its shop. */
export type InboxRow = {
  readonly source: string;
  readonly topic: string;
  readonly eventId: string;
  readonly body: Uint8Array;
  readonly receivedAt: Date;
  readonly object: string | null;
  readonly result: string;
};

/** What is saved together: outcomes of which no two change the same. */
export type Saved = { readonly outcome: Outcome; readonly papers: Papers };

/** Writes an outcome and its papers, in one round trip. */
export async function save(client: PoolClient, outcome: Outcome, papers: Papers): Promise<void> {
  const writing = writingOf(outcome.after.shop, [{ outcome, papers }]);
  if (writing) await write(client, writing);
}

/** The one question that writes outcomes of one shop and their papers; null: there is nothing to write. */
export function writingOf(shop: ShopId, saved: readonly Saved[]): Writing | null {
  const { bodies, inbox } = inboxRows(saved);
  const rows = filled([...saved.flatMap(({ outcome, papers }) => [outcomeRows(outcome, papers), paperRows(shop, outcome.at, papers)]), { inbox }]);
  if (Object.keys(rows).length === 0) return null;
  const question = { name: "save", text: "SELECT save($1, $2, $3)", values: [shop, JSON.stringify(rows), bodies] };
  return { question, refusal: (error) => refusalOf(error, saved.flatMap(({ outcome }) => outcome.withdrawn)) };
}

/** A cancel errand that was to be withdrawn may be under way by now. */
function refusalOf(error: unknown, [order]: readonly OrderId[]): unknown {
  return isCode(error, "TS409") && order ? new EngineError("cancel_in_flight", { order }) : error;
}

/** Table by table; those that get nothing are left out. */
function filled(all: readonly Rows[]): Rows {
  const rows: Record<string, unknown[]> = {};
  for (const each of all) {
    for (const [name, list] of Object.entries(each)) if (list.length > 0) (rows[name] ??= []).push(...list.map(lean));
  }
  return rows;
}

/** A name that is missing is null to the database, and half of an order's are: what is not written need not be read. */
function lean(row: unknown): unknown {
  if (typeof row !== "object" || row === null) return row;
  const told: Record<string, unknown> = {};
  // A tenth of the time that Object.entries takes: this runs over every row there is.
  for (const name in row) {
    const value: unknown = row[name as keyof typeof row];
    if (value !== null) told[name] = value;
  }
  return told;
}

/** Bodies travel as they are, one after the other, and each row says where its own is. */
function inboxRows(saved: readonly Saved[]): { readonly bodies: Buffer; readonly inbox: readonly Row[] } {
  const letters = saved.flatMap(({ outcome, papers }) => (papers.inbox ?? []).map((row) => ({ row, decidedAt: outcome.at })));
  let from = 0;
  const inbox = letters.map(({ row: { body, eventId, receivedAt, ...row }, decidedAt }) => {
    const place = { from, length: body.length };
    from += body.length;
    return { ...row, event_id: eventId, received_at: receivedAt, decided_at: decidedAt, ...place };
  });
  return { bodies: Buffer.concat(letters.map(({ row }) => row.body)), inbox };
}

const isCode = (error: unknown, code: string) => error instanceof Error && "code" in error && error.code === code;
