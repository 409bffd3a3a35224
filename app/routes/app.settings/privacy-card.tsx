import { Card, Layout, Link } from "@shopify/polaris";
import { privacy } from "#app/locales/en/privacy.ts";

const words = privacy.settings;

export function PrivacyCard() {
  return (
    <Layout.AnnotatedSection id="privacy" title={words.title} description={words.text}>
      <Card>
        <Link url="/app/privacy">{words.link}</Link>
      </Card>
    </Layout.AnnotatedSection>
  );
}
