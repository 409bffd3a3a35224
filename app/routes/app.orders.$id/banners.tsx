import { Banner, BlockStack } from "@shopify/polaris";
import { order as words } from "#app/locales/en/order.ts";
import type { ShownOrder } from "./show.ts";

/** What stands beside the status and needs somebody. */
export function Banners({ order: { banners, currency, late } }: { readonly order: Pick<ShownOrder, "banners" | "currency" | "late"> }) {
  const shown = [
    banners.atRisk && <Banner key="risk" tone="critical">{words.banners.atRisk}</Banner>,
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
