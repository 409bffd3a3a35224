import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Card, Page, Text } from "@shopify/polaris";
import { handOver } from "#app/commands/hand-over.ts";
import { privacy as words } from "#app/locales/en/privacy.ts";
import { requestLines } from "#app/store/reads/privacy.ts";
import { clockOf } from "#app/ui/when.ts";
import { enter } from "../app/enter.ts";
import { text, type Answer } from "../app/form.ts";
import { DataCard } from "./data-card.tsx";
import { shownRequests } from "./shown-requests.ts";

export async function loader(args: LoaderFunctionArgs) {
  const { context, shop } = await enter(args);
  return shownRequests(await requestLines(context.db.pool, shop.id), context.clock(), clockOf(shop.timeZone));
}

export async function action(args: ActionFunctionArgs): Promise<Answer<"request">> {
  const { context, shop, staff } = await enter(args);
  const isThere = await handOver(context, { shop: shop.id, id: text(await args.request.formData(), "request"), by: staff });
  if (!isThere) throw new Response(null, { status: 404 });
  return { ok: true, done: words.data.handedOver };
}

export default function PrivacyRoom() {
  const { data, forget, done } = useLoaderData<typeof loader>();
  return (
    <Page title={words.title} backAction={{ content: words.back, url: "/app" }}>
      <BlockStack gap="400">
        <DataCard requests={data} />
        {forget.length > 0 && <ListCard title={words.forget.title} text={words.forget.text} lines={forget.map(({ id, who, asked }) => ({ id, who, what: asked }))} />}
        {done.length > 0 && <ListCard title={words.done.title} text={words.done.text} lines={done} />}
      </BlockStack>
    </Page>
  );
}

type Line = { readonly id: string; readonly who: string; readonly what: string };

function ListCard({ title, text: said, lines }: { readonly title: string; readonly text: string; readonly lines: readonly Line[] }) {
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">{title}</Text>
          <Text as="p" tone="subdued">{said}</Text>
        </BlockStack>
        {lines.map(({ id, who, what }) => (
          <BlockStack key={id}>
            <Text as="p" breakWord>{who}</Text>
            <Text as="span" tone="subdued" variant="bodySm">{what}</Text>
          </BlockStack>
        ))}
      </BlockStack>
    </Card>
  );
}
