import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useNavigation } from "@remix-run/react";
import { Card, Page } from "@shopify/polaris";
import { printMoney } from "#app/engine/money.ts";
import { orders as words } from "#app/locales/en/orders.ts";
import { attention, ordersIn, unpricedOrderIds } from "#app/store/reads/attention.ts";
import { ordersPage, type OrderLine, type OrdersPage } from "#app/store/reads/orders.ts";
import { searchOrders } from "#app/store/reads/search.ts";
import type { Flag } from "#app/ui/order-badge.tsx";
import { knownZone, shortClockOf } from "#app/ui/when.ts";
import { enter, type Entered } from "../app/enter.ts";
import { accountMeant, askedBy, printCursor, type Asked } from "./ask.ts";
import { EmptyList } from "./empty-list.tsx";
import { Finder } from "./finder.tsx";
import { OrdersTable } from "./table.tsx";

const PAGE = 50;

export async function loader(args: LoaderFunctionArgs) {
  const entered = await enter(args);
  const asked = askedBy(args.request.url);
  const page = await find(entered, asked);
  const { timeZone } = entered.shop;
  return { view: asked.view, text: asked.text, zone: knownZone(timeZone), ...shown(page, shortClockOf(timeZone)) };
}

async function find({ context, shop }: Entered, { view, text, turn }: Asked): Promise<OrdersPage> {
  const { pool } = context.db;
  const [found, troubled] = await Promise.all([
    text === "" ? null : searchOrders(pool, shop.id, { text, account: accountMeant(text, shop.asset) }),
    view === "attention" ? Promise.all([attention(pool, shop.id, context.clock()).then(ordersIn), unpricedOrderIds(pool, shop.id)]).then(([a, b]) => [...a, ...b]) : null,
  ]);
  const among = found && troubled ? found.filter((id) => troubled.includes(id)) : (found ?? troubled);
  return ordersPage(pool, shop.id, { view, among, turn, size: PAGE });
}

function shown({ lines, newer, older }: OrdersPage, clock: (at: Date) => string) {
  return { lines: lines.map((line) => shownLine(line, clock)), newer: newer && printCursor(newer), older: older && printCursor(older) };
}

export type ShownLine = ReturnType<typeof shownLine>;

function shownLine(line: OrderLine, clock: (at: Date) => string) {
  const { id, name, status, customer, price, due, placedAt, deadline } = line;
  const isOpen = status === "unclaimed" || status === "claimed";
  const flags: Flag[] = [...(line.isAtRisk ? (["atRisk"] as const) : []), ...(line.isChangedAfterPaid ? (["changed"] as const) : []), ...(isOpen && due === null ? (["unpriced"] as const) : [])];
  const number = id.slice("ord_".length);
  return { number, name: name ?? number, status, flags, customer, price, due: due && printMoney(due), placed: clock(placedAt), deadline: isOpen && deadline ? clock(deadline) : null };
}

export default function Orders() {
  const { lines, view, text, zone, newer, older } = useLoaderData<typeof loader>();
  const { state, location } = useNavigation();
  const isLoading = state === "loading" && location.pathname === "/app/orders";
  return (
    <Page title={words.title} fullWidth>
      <Card padding="0">
        <Finder view={view} text={text} isLoading={isLoading} />
        {lines.length === 0 ? <EmptyList view={view} text={text} /> : <OrdersTable lines={lines} zone={zone} newer={newer} older={older} />}
      </Card>
    </Page>
  );
}
