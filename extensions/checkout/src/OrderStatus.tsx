import "@shopify/ui-extensions/preact";
import { render } from "preact";
import { Block } from "./Block.tsx";
import { fixed, partOf, type Host } from "./host.ts";
import { Sample } from "./Sample.tsx";

export default function orderStatus(): void {
  const { extension, order, checkoutToken, sessionToken, i18n } = shopify;
  const say: Host["say"] = (key, values) => i18n.translate(key, { ...values });
  if (extension.editor) return render(<Sample say={say} />, document.body);
  const host: Host = {
    page: "order-status",
    orderId: partOf(order, (known) => known?.id ?? null),
    checkoutToken,
    isManual: fixed(null),
    rendered: extension.rendered,
    sessionToken: () => sessionToken.get(),
    say,
  };
  render(<Block host={host} />, document.body);
}
