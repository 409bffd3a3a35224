import { useFetcher } from "@remix-run/react";
import { Banner, BlockStack } from "@shopify/polaris";
import { order as words } from "#app/locales/en/order.ts";
import { useAnswer } from "#app/ui/use-answer.ts";
import type { Answer } from "../app/form.ts";
import type { Field } from "./act-names.ts";
import type { ShownOrder } from "./show.ts";

/** What stands beside the status and needs somebody. */
export function Banners({ order: { banners, currency, late, refused, ask, refund } }: { readonly order: Pick<ShownOrder, "banners" | "currency" | "late" | "refused" | "ask" | "refund"> }) {
  const asking = useAskAgain();
  const shown = [
    banners.atRisk && <Banner key="risk" tone="critical">{words.banners.atRisk}</Banner>,
    ...refused.map((errand) => <Refused key={errand.id} errand={errand} asking={asking} />),
    refund && <Banner key="refund-waits" tone="warning">{words.banners.refundWaits(refund.amount)}</Banner>,
    ask && (
      <Banner key="ask" tone="warning" title={words.banners.refundAsked(ask.when)}>
        {ask.said ?? words.banners.refundAskedNothing}
      </Banner>
    ),
    late && <Banner key="late" tone="warning">{words.banners.late(late)}</Banner>,
    banners.unpriced && (
      <Banner key="rate" tone="warning" action={{ content: words.banners.setRate, url: `/app/settings?currency=${encodeURIComponent(currency)}#rates` }}>
        {words.banners.unpriced(currency)}
      </Banner>
    ),
    banners.shortAfterPaid && <Banner key="short" tone="warning">{words.banners.shortAfterPaid}</Banner>,
    banners.refundSuggested && <Banner key="refund" tone="warning">{words.banners.refundSuggested}</Banner>,
  ].filter(Boolean);
  return shown.length === 0 ? null : <BlockStack gap="200">{shown}</BlockStack>;
}

// Asking takes its banner away, so what it was answered is heard here.
function useAskAgain() {
  const fetcher = useFetcher<Answer<Field>>();
  useAnswer(fetcher, () => undefined);
  return { isAsking: fetcher.state !== "idle", ask: (errand: string) => void fetcher.submit({ errand }, { method: "post" }) };
}

function Refused({ errand: { id, said }, asking: { isAsking, ask } }: { readonly errand: ShownOrder["refused"][number]; readonly asking: ReturnType<typeof useAskAgain> }) {
  return (
    <Banner tone="critical" action={{ content: words.banners.askAgain, onAction: () => ask(id), loading: isAsking }}>
      {words.banners.refused(said)}
    </Banner>
  );
}
