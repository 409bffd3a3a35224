import type { Told } from "./answer.ts";
import { appUrl } from "./app-url.ts";
import type { Host } from "./host.ts";
import { HowToPay } from "./HowToPay.tsx";
import { Standing } from "./Standing.tsx";

/** An order as a merchant sees it in the checkout editor, where there is none. Nobody can pay it. */
const sample: Told = {
  state: "waiting",
  due: { asset: "XTR/6", units: "477000000", display: "477.000000" },
  received: null,
  remaining: { asset: "XTR/6", units: "477000000", display: "477.000000" },
  price: { amount: "15.90", currency: "USD" },
  confirmations: null,
  secondsLeft: 7_140,
  sendTo: "this-is-only-a-sample-and-no-address",
  note: "your-store.myshopify.com/1001/sample",
  links: ["tari://sample"],
  page: "",
};

/** What the merchant places: sample data, and a word if the block does not know where the app is. */
export function Sample({ say }: Pick<Host, "say">) {
  return (
    <s-section heading={say("title")}>
      <s-stack gap="base">
        <s-banner tone={appUrl === null ? "critical" : "info"}>{say(appUrl === null ? "editor.noAddress" : "editor.sample")}</s-banner>
        <Standing say={say} told={sample} />
        <s-button variant="primary">{say("openPage")}</s-button>
        <HowToPay say={say} told={sample} />
      </s-stack>
    </s-section>
  );
}
