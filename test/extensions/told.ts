/** What the app tells a block of an order. */

export const amount = (units: number) => ({ asset: "XTR/6", units: String(units), display: (units / 1e6).toFixed(6) });

export const link = "tari://esmeralda/transactions/send?tariAddress=f2ab&amount=477000000&note=shop%2F1%2F2";

/** The app's answer about an open order, changed as the test says. */
export const told = (change: Readonly<Record<string, unknown>> = {}) => ({
  state: "waiting", status: "unclaimed", name: "#1001", price: { amount: "15.90", currency: "USD" }, due: amount(477_000_000), received: amount(0), remaining: amount(477_000_000),
  confirmations: null, deadline: "2026-11-21T12:00:00.000Z", secondsLeft: 7_140, reference: "shop.myshopify.com/1001/token", sendTo: "f2Address0123456789012345678901", note: "shop.myshopify.com/1001/token",
  links: [link], page: "https://pay.example.com/pay/0123456789abcdef0123456789abcdef", ...change,
});
