import type { NewWallet } from "#app/commands/set-up.ts";
import { settings as words } from "#app/locales/en/settings.ts";
import { payerKey } from "#app/providers/tari/address.ts";
import { parseAddress, toBase58 } from "#app/providers/tari/address-text.ts";
import { text } from "../app/form.ts";

export type WalletField = "address" | "allow";
// An empty list would allow nobody.
const ANYWHERE = ["0.0.0.0/0", "::/0"];

type Errors = Partial<Record<WalletField, string>>;

export function readWallet(form: FormData): { readonly wallet: NewWallet } | { readonly errors: Errors } {
  const typed = text(form, "address");
  const entries = text(form, "allow").split(/[\s,;]+/).filter(Boolean);
  const read = parseAddress(typed);
  const wrong = entries.find((entry) => !isRange(entry));
  const errors: Errors = {
    ...(typed === "" ? { address: words.wallets.addressMissing } : read.ok ? {} : { address: words.wallets.addressWrong(read.reason) }),
    ...(wrong === undefined ? {} : { allow: words.wallets.allowWrong(wrong.slice(0, 60)) }),
  };
  if (!read.ok || Object.keys(errors).length > 0) return { errors };
  const { address } = read;
  return { wallet: { provider: "tari", address: toBase58(address), payer: payerKey(address), allowList: entries.length === 0 ? ANYWHERE : entries, initialNonce: 0n, perPayment: null, perDay: null } };
}

const v4 = /^(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;

/** An IP address, or a range as `10.0.0.0/8` or `fd00::/8`. */
function isRange(entry: string): boolean {
  const [address = "", bits, ...rest] = entry.split("/");
  const most = v4.test(address) ? 32 : address.includes(":") && /^[0-9a-f:.]+$/i.test(address) && URL.canParse(`http://[${address}]/`) ? 128 : 0;
  return most > 0 && rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most));
}
