import { printMoney } from "#app/engine/money.ts";
import { story as words } from "#app/locales/en/story.ts";
import type { Story, StoryTransfer } from "#app/store/reads/story.ts";
import { shorten } from "#app/ui/shorten.ts";

/** The rows of the ledger that paid the order at this moment. */
export function ledgerLines({ transfers }: Story, at: Date): readonly string[] {
  const rows = transfers.filter((row) => row.to.startsWith("order/") && row.at.getTime() === at.getTime());
  return rows.length === 0 ? [words.free] : rows.map((row) => words.ledger(printMoney(row.money), placeName(row), viaName(row)));
}

function viaName({ via }: StoryTransfer): string {
  const kind = (via ?? "").split("/")[0] ?? "";
  return kind in words.via ? words.via[kind as keyof typeof words.via] : kind;
}

function placeName({ from }: StoryTransfer): string {
  if (from === "shop/written-off") return words.places.writtenOff;
  if (from === "shop/credit") return words.places.credit;
  return from.startsWith("account/") ? nameOfAccount(from.slice("account/".length)) : words.places.outside;
}

/** `acc_<owner>.<symbol>`: a payer by its key, anything else by what it is. */
export function nameOfAccount(account: string): string {
  const owner = account.replace(/^acc_/, "").replace(/\.[A-Z0-9]+$/, "");
  if (owner.startsWith("cus_")) return words.places.customer;
  if (owner.startsWith("ord_") || owner.startsWith("pay_")) return words.places.deposit;
  return nameOfPayer(owner);
}

/** `tari:mainnet:<key>` as people can compare it. */
export function nameOfPayer(payer: string): string {
  const [, , key = payer] = payer.split(":");
  return shorten(key);
}
