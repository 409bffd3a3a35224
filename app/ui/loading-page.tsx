import { Card, Layout, SkeletonBodyText, SkeletonDisplayText, SkeletonPage, BlockStack } from "@shopify/polaris";
import { common } from "#app/locales/en/common.ts";

/** What stands where the next page will stand, while it is fetched. */
export function LoadingPage() {
  return (
    <div aria-busy="true" aria-label={common.loading}>
      <SkeletonPage primaryAction>
        <Layout>
          <Layout.Section>
            <Card>
              <BlockStack gap="400">
                <SkeletonDisplayText size="small" />
                <SkeletonBodyText lines={8} />
              </BlockStack>
            </Card>
          </Layout.Section>
        </Layout>
      </SkeletonPage>
    </div>
  );
}
