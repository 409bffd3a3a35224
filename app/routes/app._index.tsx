import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Card, Layout, Page, Text } from "@shopify/polaris";

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { session } = await context.shopify.authenticate.admin(request);
  return { shop: session.shop };
}

export default function Home() {
  const { shop } = useLoaderData<typeof loader>();
  return (
    <Page title="Tallystick">
      <Layout>
        <Layout.Section>
          <Card>
            <BlockStack gap="200">
              <Text as="h2" variant="headingMd">
                {shop}
              </Text>
              <Text as="p">This shop is connected. Payments go straight from your customers’ wallets to yours.</Text>
            </BlockStack>
          </Card>
        </Layout.Section>
      </Layout>
    </Page>
  );
}
