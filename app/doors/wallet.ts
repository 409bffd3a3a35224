import { confirmPayment, reversePayment } from "#app/commands/confirm-payment.ts";
import { paymentIdOf } from "#app/commands/ids.ts";
import { reportPayment } from "#app/commands/report-payment.ts";
import { run } from "#app/commands/transact.ts";
import { tari } from "#app/providers/tari/provider.ts";
import { activeWallets } from "#app/store/wallets.ts";
import { shopHere } from "./here.ts";
import { countCallers, tellAllowances, walletsApart } from "./strangers.ts";
import { tariDoor } from "./tari-door.ts";
import { answerHeard, hear } from "./wallet-hear.ts";
import { presentConfirmed, presentReported, presentReversed } from "./wallet-present.ts";

/** What receiving wallets say, and what payers' wallets ask (reference/tps.md §1.5). */
export const wallet = tariDoor();

wallet.use("/wallet/*", tellAllowances, countCallers(walletsApart));

wallet.get("/wallet/send_to", async (c) => {
  const wallets = await c.get("inLine")(async () => activeWallets(c.get("context").db.pool, (await shopHere(c)).id));
  return c.json(wallets.filter(({ provider }) => provider === tari.name).map(({ address }) => address));
});

wallet.post("/wallet/incoming_payment", async (c) => {
  const heard = await hear(c, "incoming_payment", tari.pushed.seen);
  const { network, transaction, output, money, sender, words } = heard.notice;
  const input = { speaking: heard.speaking, provider: tari.name, network, transaction, output, money, sender, memo: words.memo, orderText: words.order, paymentId: words.paymentId };
  // Said again of a customer's payment who was forgotten meanwhile, it is heard and not kept.
  const isForgotten = await c.get("context").forgotten.has(heard.shop, { customer: null, objects: [paymentIdOf(input)] });
  const letter = isForgotten ? { ...heard.letter, body: new Uint8Array() } : heard.letter;
  const reported = await run(c.get("context"), reportPayment, { shop: heard.shop, letter, input });
  return answerHeard(c, heard, presentReported(reported, heard.notice));
});

wallet.post("/wallet/tx_confirmation", async (c) => {
  const heard = await hear(c, "tx_confirmation", tari.pushed.confirmed);
  const { network, transaction, output, confirmations } = heard.notice;
  const input = { speaking: heard.speaking, provider: tari.name, network, transaction, output, confirmations };
  const word = await run(c.get("context"), confirmPayment, { shop: heard.shop, letter: heard.letter, input });
  return answerHeard(c, heard, presentConfirmed(word, transaction));
});

// Ours: TPS has no way to say that the chain took a payment back.
wallet.post("/wallet/tx_reversal", async (c) => {
  const heard = await hear(c, "tx_reversal", tari.pushed.reversed);
  const { network, transaction, output } = heard.notice;
  const input = { speaking: heard.speaking, provider: tari.name, network, transaction, output };
  const word = await run(c.get("context"), reversePayment, { shop: heard.shop, letter: heard.letter, input });
  return answerHeard(c, heard, presentReversed(word, transaction));
});
