import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Badge, Banner, BlockStack, Button, Card, InlineStack, Link, Page, Text } from "@shopify/polaris";
import { useState } from "react";
import { paymentId } from "#app/engine/ids.ts";
import { common } from "#app/locales/en/common.ts";
import { payment as words } from "#app/locales/en/payment.ts";
import { paymentPage } from "#app/store/reads/payment.ts";
import { Amount } from "#app/ui/amount.tsx";
import { Copyable } from "#app/ui/copyable.tsx";
import { Facts } from "#app/ui/facts.tsx";
import { enter, type Entered } from "../app/enter.ts";
import { pick } from "./act.ts";
import { PickModal } from "./pick-modal.tsx";
import { shownPayment } from "./show.ts";

async function found({ context, shop }: Entered, id: string) {
  const payment = await paymentPage(context.db.pool, shop.id, paymentId(id));
  if (!payment) throw new Response(null, { status: 404 });
  return payment;
}

export async function loader(args: LoaderFunctionArgs) {
  const entered = await enter(args);
  return { payment: shownPayment(await found(entered, args.params["id"] ?? ""), entered.shop.timeZone), key: crypto.randomUUID() };
}

export async function action(args: ActionFunctionArgs) {
  const entered = await enter(args);
  return pick(entered, await found(entered, args.params["id"] ?? ""), await args.request.formData());
}

export default function PaymentRoom() {
  const { payment, key } = useLoaderData<typeof loader>();
  const [picked, setPicked] = useState<number | null>(null);
  const { order, memo } = payment;
  return (
    <Page title={words.title} subtitle={words.seen(payment.seen)} titleMetadata={<Badge>{common.payment[payment.status]}</Badge>} backAction={{ content: words.back, url: "/app" }}>
      <BlockStack gap="400">
        {payment.isContested && <Banner tone="warning">{words.contested}</Banner>}
        {payment.unowned && <Banner tone="warning">{payment.unowned}</Banner>}
        <Card>
          <Facts
            rows={[
              { name: words.facts.amount, value: <Text as="span" variant="headingLg"><Amount>{payment.amount}</Amount></Text> },
              { name: words.facts.transaction, value: <Copyable text={payment.transaction} label={words.facts.transaction.toLowerCase()} keep={10} /> },
              { name: words.facts.sender, value: payment.sender ? <Copyable text={payment.sender} label={words.facts.sender.toLowerCase()} keep={10} /> : words.facts.nobody },
              { name: words.facts.order, value: order ? <Link url={order.url}>{order.name}</Link> : words.facts.none },
              ...(memo ? [{ name: words.facts.memo, value: memo }] : []),
            ]}
          />
        </Card>
        <Card>
          <BlockStack gap="400">
            <Text as="h2" variant="headingMd">{words.reports}</Text>
            {payment.reports.map((report, position) => (
              <InlineStack key={position} align="space-between" blockAlign="center" gap="300" wrap={false}>
                <BlockStack>
                  <Amount>{report.text}</Amount>
                  <Text as="span" tone="subdued" variant="bodySm">{report.by}</Text>
                </BlockStack>
                {payment.isContested && (
                  <span style={{ flex: "none" }}>
                    <Button accessibilityLabel={`${words.pick.button}: ${report.text}`} onClick={() => setPicked(position)}>{words.pick.button}</Button>
                  </span>
                )}
              </InlineStack>
            ))}
          </BlockStack>
        </Card>
        {payment.acts.length > 0 && <ActsCard acts={payment.acts} />}
      </BlockStack>
      <PickModal report={picked === null ? null : { position: picked, text: payment.reports[picked]?.text ?? "" }} formKey={key} onClose={() => setPicked(null)} />
    </Page>
  );
}

function ActsCard({ acts }: { readonly acts: ReturnType<typeof shownPayment>["acts"] }) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">{words.acts}</Text>
        {acts.map(({ text, when }, position) => (
          <BlockStack key={position}>
            <Text as="p" breakWord>{text}</Text>
            <Text as="span" tone="subdued" variant="bodySm">{when}</Text>
          </BlockStack>
        ))}
      </BlockStack>
    </Card>
  );
}
