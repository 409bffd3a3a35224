import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, InlineGrid, Page } from "@shopify/polaris";
import { useState } from "react";
import { orderId } from "#app/engine/ids.ts";
import { order as words } from "#app/locales/en/order.ts";
import { findOrder } from "#app/store/orders.ts";
import { refundSources } from "#app/store/reads/refundable.ts";
import { orderStory } from "#app/store/reads/story.ts";
import { OrderBadge } from "#app/ui/order-badge.tsx";
import { enter } from "../app/enter.ts";
import { ActModal } from "./act-modal.tsx";
import { ACTS, type ActName } from "./act-names.ts";
import { perform } from "./acts.ts";
import { Banners } from "./banners.tsx";
import { CustomerCard, FactsCard } from "./cards.tsx";
import { shownOrder } from "./show.ts";
import { Timeline } from "./timeline.tsx";

export async function loader(args: LoaderFunctionArgs) {
  const { context, shop } = await enter(args);
  const story = await orderStory(context.db.pool, shop.id, orderId(args.params["id"] ?? ""));
  if (!story) throw new Response(null, { status: 404 });
  const sources = await refundSources(context.db.pool, shop.id, story.order);
  return { order: shownOrder({ story, shop, sources }), key: crypto.randomUUID() };
}

export async function action(args: ActionFunctionArgs) {
  const entered = await enter(args);
  const order = await findOrder(entered.context.db.pool, entered.shop.id, orderId(args.params["id"] ?? ""));
  if (!order) throw new Response(null, { status: 404 });
  return perform(entered, order, await args.request.formData());
}

export default function OrderPage() {
  const { order, key } = useLoaderData<typeof loader>();
  const [act, setAct] = useState<ActName | null>(null);
  const [first, ...rest] = order.acts;
  // Nobody waits for these.
  const isQuiet = first === "credit" || (first === "refund" && order.ask === null);
  const button = (name: ActName) => ({ content: words.acts[name].button, onAction: () => setAct(name), destructive: name === "cancel" });
  return (
    <Page
      title={order.name}
      subtitle={words.placed(order.placed)}
      titleMetadata={<OrderBadge status={order.status} flags={order.flags} />}
      backAction={{ content: words.back, url: "/app/orders" }}
      {...(first && !isQuiet && { primaryAction: button(first) })}
      secondaryActions={(isQuiet ? order.acts : rest).map(button)}
    >
      <BlockStack gap="400">
        <Banners order={order} />
        <InlineGrid columns={{ xs: 1, md: ["twoThirds", "oneThird"] }} gap="400" alignItems="start">
          <Timeline entries={order.entries} />
          <BlockStack gap="400">
            <FactsCard facts={order.facts} />
            <CustomerCard customer={order.customer} />
          </BlockStack>
        </InlineGrid>
      </BlockStack>
      {ACTS.map((name) => (
        <ActModal key={name} name={name} order={order} formKey={key} open={act === name} onClose={() => setAct(null)} />
      ))}
    </Page>
  );
}
