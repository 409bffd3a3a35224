import "@shopify/ui-extensions/preact";
import { render } from "preact";
import { Block } from "./Block.tsx";
import { partOf, type Host } from "./host.ts";
import { Sample } from "./Sample.tsx";

export default function thankYou(): void {
  const { extension, orderConfirmation, checkoutToken, selectedPaymentOptions, sessionToken, i18n } = shopify;
  const say: Host["say"] = (key, values) => i18n.translate(key, { ...values });
  if (extension.editor) return render(<Sample say={say} />, document.body);
  const host: Host = {
    page: "thank-you",
    // Some versions draw the page before the order has its id.
    orderId: partOf(orderConfirmation, (confirmation) => confirmation?.order?.id ?? null),
    checkoutToken,
    // Shopify tells the kind of the method here, not its name: the app knows whether it is ours.
    isManual: partOf(selectedPaymentOptions, (options) => options.some(({ type }) => type === "manualPayment")),
    rendered: extension.rendered,
    sessionToken: () => sessionToken.get(),
    say,
  };
  render(<Block host={host} />, document.body);
}
