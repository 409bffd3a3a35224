import { isTaken, type Answer } from "../control/client.ts";
import { expect } from "./expect.ts";
import { askShop } from "./shopify.ts";
import { clockOf, expectDeeds, shopOrderWhen, toldWhen, type Placed, type Stage } from "./stage.ts";
import { fact, step } from "./tell.ts";

/** The main job: an order, a wallet's payment, an order marked paid. */
export async function playPaid(stage: Stage, domain: string): Promise<void> {
  const { control } = stage;
  const shop = control.shop(domain);
  const request = { lines: [{ title: "Hazel tally stick", price: "15.90" }], customer: { email: "ada@example.com" } };
  const order = await step("A customer orders at the shop", () => shop.place(request));
  const placed: Placed = { shop, order };
  fact("order", `${order.name}, Shopify's id ${order.id}`);
  fact("price", `${order.total} ${order.currency}, payment pending`);

  const told = await step("Shopify's signed webhook arrives; the order is priced", () => toldWhen(placed, ({ due }) => due !== null, { what: "Pricing the order" }));
  const { due, reference, links: [link = ""], deadline } = told;
  expect(due?.units === "477000000", `15.90 USD at 30 XTR should be 477000000 units, and is ${due?.units}.`);
  fact("due", `${due.display} XTR (1 USD = 30 XTR)`);
  fact("claim by", deadline === null ? "–" : clockOf(deadline));

  const scan = await control.scan(link);
  expect(scan.orderId === order.id && scan.units === due.units, "The wallet reads another order or amount from the link than the shop asks for.");
  const claimed = await step("The shopper's wallet scans the code and signs a claim", () => control.claim({ shop: domain, orderId: order.id, text: reference }));
  expectTaken(claimed, "the claim");
  const { shopper } = await control.purses();
  fact("wallet", `${shopper.slice(0, 20)}…${shopper.slice(-12)}`);
  fact("signed over", `the order's reference, …/${order.id}/***`);
  await toldWhen(placed, ({ status }) => status === "claimed", { what: "Claiming the order" });

  const payment = await step("It pays, and the shop's receiving wallet reports it", () => control.pay({ shop: domain, orderId: order.id, units: due.units, memo: scan.memo, paymentId: scan.paymentId }));
  expectTaken(payment.answers.at(-1), "the report of the payment");
  fact("transaction", payment.txid.slice(0, 32));
  fact("", payment.txid.slice(32));
  const waiting = await toldWhen(placed, () => true, { what: "Asking how the order stands" });
  expect(waiting.status === "claimed", `An unconfirmed payment should settle nothing, and the order is ${waiting.status}.`);

  await step("The network confirms; the ledger settles the order", async () => {
    expectTaken((await control.confirm(payment.txid)).answers.at(-1), "the confirmation");
    await toldWhen(placed, ({ status }) => status === "paid", { what: "Settling the order" });
  });
  await step("Every message comes a second time, and changes nothing", () => repeatAll(stage, placed, { reference, txid: payment.txid }));

  const marked = await step("A worker marks the order paid at the shop", () => shopOrderWhen(placed, ({ financialStatus }) => financialStatus === "PAID", "Marking the order paid at the shop"));
  expectDeeds(marked, { orderMarkAsPaid: 1, orderCancel: 0 });
  const standing = await step("Shopify's own answer, through its Admin API", () => askShop(stage.sandboxUrl, shop, order.id, stage.credentials));
  expect(standing.displayFinancialStatus === "PAID" && standing.cancelledAt === null, `The shop says ${standing.displayFinancialStatus} instead of PAID.`);
  const { amount, currencyCode } = standing.totalReceivedSet.shopMoney;
  fact("order", `${order.name} displayFinancialStatus ${standing.displayFinancialStatus}`);
  fact("received", `${amount} ${currencyCode}, marked paid exactly once`);
}

function expectTaken(answer: Answer | undefined, what: string): void {
  expect(isTaken(answer), `The app answered ${answer?.status ?? "nothing"} to ${what}: ${answer?.body.slice(0, 200)}`);
}

type Said = { readonly reference: string; readonly txid: string };

async function repeatAll({ control }: Stage, { shop, order }: Placed, { reference, txid }: Said): Promise<void> {
  for (const { id, orderId, state } of await shop.letters()) if (orderId === order.id && state === "delivered") await shop.again(id);
  expectTaken(await control.claim({ shop: shop.domain, orderId: order.id, text: reference }), "the claim's repetition");
  expectTaken((await control.repeat(txid)).answers.at(-1), "the confirmation's repetition");
  const { status } = await toldWhen({ shop, order }, () => true, { what: "Asking how the order stands" });
  expect(status === "paid", `After every message was repeated the order is ${status}.`);
}
