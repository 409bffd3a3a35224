import { BlockStack, Card, Text } from "@shopify/polaris";
import type { ReactNode } from "react";
import { order as words } from "#app/locales/en/order.ts";
import { Amount } from "#app/ui/amount.tsx";
import { Copyable } from "#app/ui/copyable.tsx";
import { Facts } from "#app/ui/facts.tsx";
import type { ShownOrder } from "./show.ts";

function Titled({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {title}
        </Text>
        {children}
      </BlockStack>
    </Card>
  );
}

export function FactsCard({ facts }: { readonly facts: ShownOrder["facts"] }) {
  const names = words.facts;
  const amount = (text: string | null) => text && <Amount>{text}</Amount>;
  const rows: readonly (readonly [string, ReactNode])[] = [
    [names.due, facts.due ? <Text as="span" variant="headingLg" key="due"><Amount>{facts.due}</Amount></Text> : names.notPriced],
    [names.price, amount(facts.price)],
    [names.rate, facts.rate && <Rate rate={facts.rate} key="rate" />],
    [names.received, amount(facts.paid)],
    [names.refunded, amount(facts.refunded)],
    [names.claimBy, facts.claimBy],
    [names.payBy, facts.payBy],
    [names.heldUntil, facts.heldUntil],
    [names.closed, facts.closed],
    [names.claimer, facts.claimer ? <Claimer claimer={facts.claimer} key="claimer" /> : names.nobody],
    [names.reference, <Copyable text={facts.reference} label={names.reference.toLowerCase()} key="reference" keep={9} />],
    [names.storefrontId, facts.storefrontId && <Copyable text={facts.storefrontId} label={names.storefrontId} key="id" keep={10} />],
  ];
  return (
    <Titled title={names.title}>
      <Facts rows={rows.flatMap(([name, value]) => (value ? [{ name, value }] : []))} />
    </Titled>
  );
}

function Rate({ rate }: { readonly rate: NonNullable<ShownOrder["facts"]["rate"]> }) {
  return (
    <BlockStack>
      <Amount>{rate.text}</Amount>
      <Text as="span" tone="subdued" variant="bodySm">{rate.from}</Text>
    </BlockStack>
  );
}

function Claimer({ claimer }: { readonly claimer: NonNullable<ShownOrder["facts"]["claimer"]> }) {
  return (
    <BlockStack>
      {claimer.text !== null && <Copyable text={claimer.text} label={words.facts.claimer.toLowerCase()} />}
      <Text as="span" tone="subdued" variant="bodySm">{words.by[claimer.by]}</Text>
    </BlockStack>
  );
}

export function CustomerCard({ customer }: { readonly customer: ShownOrder["customer"] }) {
  const rows = customer && [{ name: words.customer.credit, value: <Amount>{customer.credit}</Amount> }];
  return (
    <Titled title={words.customer.title}>
      {customer === null ? <Text as="p" tone="subdued">{words.customer.guest}</Text> : (
        <BlockStack gap="100">
          <Text as="p" breakWord>{customer.name ?? words.customer.none}</Text>
          {customer.email && <Text as="p" tone="subdued" breakWord>{customer.email}</Text>}
        </BlockStack>
      )}
      {rows && <Facts rows={rows} />}
    </Titled>
  );
}
