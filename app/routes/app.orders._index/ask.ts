import { accountId, orderId, type AccountId } from "#app/engine/ids.ts";
import type { Asset } from "#app/engine/money.ts";
import { payerKey } from "#app/providers/tari/address.ts";
import { parseAddress } from "#app/providers/tari/address-text.ts";
import { ORDER_VIEWS, type Cursor, type OrdersView, type Turn } from "#app/store/reads/orders.ts";

/** What the list's address asks for. Anything it cannot read is left out, because an address is typed by people. */
export type Asked = { readonly view: OrdersView; readonly text: string; readonly turn: Turn };

const LONGEST_SEARCH = 2_048;

export function askedBy(url: string): Asked {
  const { searchParams } = new URL(url);
  const view = ORDER_VIEWS.find((each) => each === searchParams.get("view")) ?? "open";
  const text = (searchParams.get("search") ?? "").trim().slice(0, LONGEST_SEARCH);
  const [older, newer] = [readCursor(searchParams.get("after")), readCursor(searchParams.get("before"))];
  return { view, text, turn: older ? { to: "older", from: older } : newer ? { to: "newer", from: newer } : null };
}

export function printCursor({ placedAt, id }: Cursor): string {
  return `${placedAt.getTime()}.${id.slice("ord_".length)}`;
}

function readCursor(text: string | null): Cursor | null {
  const match = /^(\d{1,14})\.(.{1,200})$/.exec(text ?? "");
  return match?.[1] && match[2] ? { placedAt: new Date(Number(match[1])), id: orderId(match[2]) } : null;
}

/** The account of a payer whose address was typed, in any of its forms. */
export function accountMeant(text: string, asset: Asset): AccountId | null {
  const read = parseAddress(text);
  return read.ok ? accountId(asset, { kind: "payer", payer: payerKey(read.address) }) : null;
}
