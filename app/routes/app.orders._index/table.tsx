import { Link, useSearchParams } from "@remix-run/react";
import { IndexTable, Pagination, Text, useBreakpoints, Box, InlineStack } from "@shopify/polaris";
import { common } from "#app/locales/en/common.ts";
import { orders as words } from "#app/locales/en/orders.ts";
import { Amount } from "#app/ui/amount.tsx";
import { OrderBadge } from "#app/ui/order-badge.tsx";
import { useNavigate } from "@remix-run/react";
import type { ShownLine } from "./route.tsx";

type Props = { readonly lines: readonly ShownLine[]; readonly zone: string; readonly newer: string | null; readonly older: string | null };

export function OrdersTable({ lines, zone, newer, older }: Props) {
  const { smDown } = useBreakpoints();
  const { columns } = words;
  return (
    <>
      <IndexTable
        itemCount={lines.length}
        selectable={false}
        condensed={smDown}
        resourceName={words.resource}
        headings={[{ title: columns.order }, { title: columns.placed(zone) }, { title: columns.customer }, { title: columns.status }, { title: columns.price, alignment: "end" }, { title: columns.due, alignment: "end" }, { title: columns.deadline }]}
      >
        {lines.map((line, position) => (
          <IndexTable.Row id={line.number} key={line.number} position={position}>
            {smDown ? <NarrowCells line={line} /> : <Cells line={line} />}
          </IndexTable.Row>
        ))}
      </IndexTable>
      <Turns newer={newer} older={older} />
    </>
  );
}

const bold = { fontWeight: 600 } as const;

function Name({ line }: { readonly line: ShownLine }) {
  return (
    <Link to={`/app/orders/${line.number}`} prefetch="intent" data-primary-link style={{ ...bold, color: "inherit" }}>
      {line.name}
    </Link>
  );
}

function Cells({ line }: { readonly line: ShownLine }) {
  return (
    <>
      <IndexTable.Cell>
        <Name line={line} />
      </IndexTable.Cell>
      <IndexTable.Cell>{line.placed}</IndexTable.Cell>
      <IndexTable.Cell>{line.customer ?? <Text as="span" tone="subdued">{common.guest}</Text>}</IndexTable.Cell>
      <IndexTable.Cell>
        <OrderBadge status={line.status} flags={line.flags} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Text as="span" alignment="end" numeric><Amount>{line.price}</Amount></Text>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Text as="span" alignment="end" numeric><Amount>{line.due ?? common.none}</Amount></Text>
      </IndexTable.Cell>
      <IndexTable.Cell>{line.deadline ?? common.none}</IndexTable.Cell>
    </>
  );
}

/** On a phone the table's rows become cards, as in Shopify's own lists. */
function NarrowCells({ line }: { readonly line: ShownLine }) {
  return (
    <div style={{ padding: "12px 16px", width: "100%", display: "grid", gap: "4px" }}>
      <InlineStack align="space-between" gap="200" wrap={false}>
        <Name line={line} />
        <Amount>{line.due ?? line.price}</Amount>
      </InlineStack>
      <Text as="span" tone="subdued">{[line.placed, line.customer ?? common.guest].join(" · ")}</Text>
      <OrderBadge status={line.status} flags={line.flags} />
    </div>
  );
}

function Turns({ newer, older }: Pick<Props, "newer" | "older">) {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  if (!newer && !older) return null;
  const turn = (name: "after" | "before", cursor: string | null) => {
    const next = new URLSearchParams(params);
    next.delete("after");
    next.delete("before");
    if (cursor) next.set(name, cursor);
    navigate(`/app/orders?${next}`);
  };
  return (
    <Box padding="300" borderBlockStartWidth="025" borderColor="border">
      <InlineStack align="center">
        <Pagination
          accessibilityLabel={words.pages}
          hasPrevious={newer !== null}
          previousTooltip={words.newer}
          onPrevious={() => turn("before", newer)}
          hasNext={older !== null}
          nextTooltip={words.older}
          onNext={() => turn("after", older)}
        />
      </InlineStack>
    </Box>
  );
}
