import { type HeadersFunction, json, type LoaderFunctionArgs, type MetaFunction, type TypedResponse } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { issueReceipt, keysPath } from "#app/commands/issue-receipt.ts";
import { chooseLanguage } from "#app/locales/language.ts";
import { payWords } from "#app/locales/pay.ts";
import { receiptWords } from "#app/locales/receipt.ts";
import { shopperHandle, type ShopperPage } from "../../ui/shopper/document.tsx";
import { FailedPage } from "../../ui/shopper/failed-page.tsx";
import { ShopperFrame } from "../../ui/shopper/frame.tsx";
import { type LanguageLinks, languageLinks } from "../pay.$token/links.ts";
import { ReceiptPage } from "./page.tsx";
import { shownReceipt, type ShownReceipt } from "./show.ts";

export const handle = shopperHandle;

type Found = ShopperPage & {
  readonly title: string;
  readonly links: LanguageLinks;
  readonly back: string;
  readonly page: { readonly kind: "receipt"; readonly shown: ShownReceipt; readonly file: string; readonly keys: string } | { readonly kind: "unpaid" | "unknown" };
};

/** Whoever has the order's token sees its receipt, once it is paid. */
export async function loader({ request, params, context }: LoaderFunctionArgs): Promise<TypedResponse<Found>> {
  const url = new URL(request.url);
  const lang = chooseLanguage(url.searchParams.get("lang"), request.headers.get("Accept-Language"));
  const [token, words, pay] = [params["token"] ?? "", receiptWords[lang], payWords[lang]];
  const base = `/pay/${token}`;
  const common = { lang, refreshSeconds: null, links: languageLinks(url), back: `${base}${url.searchParams.has("lang") ? `?lang=${lang}` : ""}` };
  const issued = await issueReceipt(context, token);
  if (issued === "unknown") return json<Found>({ ...common, title: pay.unknown.title, page: { kind: "unknown" } }, { status: 404 });
  if (issued === "unpaid") return json<Found>({ ...common, title: words.unpaid.title, page: { kind: "unpaid" } }, { status: 409 });
  const { receipt, facts: { shop } } = issued;
  const shown = shownReceipt({ receipt, timeZone: shop.timeZone, words, pay, language: lang });
  return json<Found>({ ...common, title: `${shown.title} · ${shown.order}`, page: { kind: "receipt", shown, file: `${base}/receipt.json`, keys: keysPath(shop.id) } });
}

export const headers: HeadersFunction = () => ({ "Cache-Control": "no-store" });

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: data?.title ?? payWords.en.failed.title }];

export default function Receipt() {
  const { lang, links, back, page } = useLoaderData<typeof loader>();
  const [words, pay] = [receiptWords[lang], payWords[lang]];
  if (page.kind === "receipt") return <ReceiptPage shown={page.shown} words={words} pay={pay} links={links} back={back} file={page.file} keys={page.keys} />;
  const { title, text } = page.kind === "unpaid" ? words.unpaid : pay.unknown;
  return (
    <ShopperFrame shop={null} heading={title} words={pay} links={links} again={null}>
      <main id="main">
        <section className="card">
          <p>{text}</p>
          {page.kind === "unpaid" && (
            <p>
              <a href={back}>{words.unpaid.back}</a>
            </p>
          )}
        </section>
      </main>
    </ShopperFrame>
  );
}

export function ErrorBoundary() {
  return <FailedPage />;
}
