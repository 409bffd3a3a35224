import { Card, Layout, Link } from "@shopify/polaris";
import { prices } from "#app/locales/en/prices.ts";

const words = prices.settings;

export function PricesCard() {
  return (
    <Layout.AnnotatedSection id="prices" title={words.title} description={words.text}>
      <Card>
        <Link url="/app/prices">{words.link}</Link>
      </Card>
    </Layout.AnnotatedSection>
  );
}
