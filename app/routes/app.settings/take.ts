import { registerWallet, renewPayKey, revokeWallet, setRate, setUpShop } from "#app/commands/set-up.ts";
import { walletId } from "#app/engine/ids.ts";
import { mail } from "#app/locales/en/mail.ts";
import { settings as words } from "#app/locales/en/settings.ts";
import type { Entered } from "../app/enter.ts";
import { answering, text, type Answer } from "../app/form.ts";
import { readChoices, type ChoiceField } from "./read-choices.ts";
import { readRate, type RateField } from "./read-rate.ts";
import { readWallet, type WalletField } from "./read-wallet.ts";

export type SettingsField = ChoiceField | RateField | WalletField;

/** Takes one of the page's five forms. Each is a truth of its own, so sending it twice changes nothing more. */
export function take(entered: Entered, form: FormData): Answer<SettingsField> | Promise<Answer<SettingsField>> {
  const { context, shop } = entered;
  switch (text(form, "form")) {
    case "choices": {
      const read = readChoices(form, shop.asset);
      return "errors" in read ? { ok: false, errors: read.errors } : answering(words.saved, () => setUpShop(context, shop.id, read.choices), () => "methodName");
    }
    case "rate":
      return takeRate(entered, form);
    case "wallet": {
      const read = readWallet(form);
      return "errors" in read ? { ok: false, errors: read.errors } : answering(words.wallets.added, () => registerWallet(context, shop.id, read.wallet), () => "address");
    }
    case "revoke":
      return answering(words.wallets.revoked, () => revokeWallet(context, shop.id, walletId(text(form, "wallet"))), () => "address");
    case "renew-pay-key":
      return answering(mail.renewed, () => renewPayKey(context, shop.id), () => "methodName");
    default:
      throw new Response(null, { status: 400 });
  }
}

async function takeRate({ context, shop, staff }: Entered, form: FormData): Promise<Answer<SettingsField>> {
  const read = readRate(form, context.clock());
  if ("errors" in read) return { ok: false, errors: read.errors };
  const { priced } = await setRate(context, shop.id, read.rate, staff);
  return { ok: true, done: words.rates.done(priced) };
}
