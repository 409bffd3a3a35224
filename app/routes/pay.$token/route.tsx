import { type HeadersFunction, json, type LoaderFunctionArgs, type MetaFunction, redirect, type TypedResponse } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { expectOrder } from "#app/commands/expect-order.ts";
import { payWords } from "#app/locales/pay.ts";
import { chooseLanguage } from "#app/locales/language.ts";
import { waysToPay } from "#app/providers/ways.ts";
import { payView } from "#app/store/reads/pay.ts";
import { shopperHandle, type ShopperPage } from "../../ui/shopper/document.tsx";
import { FailedPage } from "../../ui/shopper/failed-page.tsx";
import { languageLinks } from "./links.ts";
import { PayPage } from "./page.tsx";
import { QuietPage } from "./quiet-page.tsx";
import { shownPay, type ShownPay } from "./show.ts";

export const handle = shopperHandle;

type Found = ShopperPage & {
  readonly title: string;
  readonly now: string;
  /** Where its acts are. */
  readonly base: string;
  readonly search: string;
  /** Everything it was asked for with. */
  readonly query: string;
  readonly links: ReturnType<typeof languageLinks>;
  readonly page: { readonly kind: "order"; readonly shown: ShownPay } | { readonly kind: "fetching" | "unknown" };
};

/** Whoever has the token sees the page. One that opens nothing yet may be in a mail that was faster than the shop's message. */
export async function loader({ request, params, context }: LoaderFunctionArgs): Promise<TypedResponse<Found>> {
  const url = new URL(request.url);
  const lang = chooseLanguage(url.searchParams.get("lang"), request.headers.get("Accept-Language"));
  const [token, now, words] = [params["token"] ?? "", context.clock(), payWords[lang]];
  const common = { lang, now: now.toISOString(), base: `/pay/${token}`, search: url.searchParams.has("lang") ? `?lang=${lang}` : "", query: url.searchParams.toString(), links: languageLinks(url) };
  const view = await payView(context.db.pool, token);
  if (view) {
    const ways = waysToPay(context.providers, { shop: view.shop.id, order: view.order, left: view.missing ?? 0n, to: view.to });
    const shown = shownPay({ view, ways, words, language: lang, now, refused: url.searchParams.get("refused") });
    return json<Found>({ ...common, title: `${shown.title} · ${shown.order}`, refreshSeconds: shown.state === "seen" ? 30 : null, page: { kind: "order", shown } });
  }
  const { o: order = "", s: shop = "" } = Object.fromEntries(url.searchParams);
  const expected = await expectOrder(context, { token, order, shop });
  if (expected?.state === "here") throw redirect(`/pay/${expected.token}${common.search}`);
  if (expected?.state === "fetching") return json<Found>({ ...common, title: words.states.fetching.title, refreshSeconds: 3, page: { kind: "fetching" } });
  return json<Found>({ ...common, title: words.unknown.title, refreshSeconds: null, page: { kind: "unknown" } }, { status: 404 });
}

export const headers: HeadersFunction = () => ({ "Cache-Control": "no-store" });

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: data?.title ?? payWords.en.failed.title }];

export default function Pay() {
  const { page, lang, now, base, search, query, links } = useLoaderData<typeof loader>();
  const words = payWords[lang];
  if (page.kind === "order") return <PayPage shown={page.shown} words={words} now={now} base={base} search={search} links={links} />;
  if (page.kind === "fetching") return <QuietPage title={words.states.fetching.title} text={words.states.fetching.text()} live="soon" now={now} again={`${base}?${query}`} words={words} links={links} />;
  return <QuietPage {...words.unknown} live="none" now={now} again={null} words={words} links={links} />;
}

export function ErrorBoundary() {
  return <FailedPage />;
}
