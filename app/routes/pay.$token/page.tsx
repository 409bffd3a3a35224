import type { PayWords } from "#app/locales/en/pay.ts";
import { type LanguageLink, ShopperFrame } from "../../ui/shopper/frame.tsx";
import { AskCard } from "./ask-card.tsx";
import { ClaimCard } from "./claim-card.tsx";
import { PaymentsCard } from "./payments-card.tsx";
import { RestCard } from "./rest-card.tsx";
import type { ShownPay } from "./show.ts";
import { StandingCard } from "./standing-card.tsx";

/** Where the page's acts are, and what they keep of its address. */
export type Place = { readonly base: string; readonly search: string };

type Props = Place & { readonly shown: ShownPay; readonly words: PayWords; readonly now: string; readonly links: readonly LanguageLink[] };

/** What to send, where, until when, and whether it arrived. */
export function PayPage({ shown, words, now, base, search, links }: Props) {
  const place = { base, search };
  return (
    <ShopperFrame shop={shown.shop} heading={shown.order} words={words} links={links} again={`${base}${search}`}>
      <main id="main" data-live="events" data-mark={shown.mark} data-now={now}>
        <StandingCard shown={shown} />
        {shown.refused !== null && (
          <p id="refused" className="notice" role="alert">
            {shown.refused}
          </p>
        )}
        {shown.ask !== null ? <AskCard ask={shown.ask} price={shown.price} words={words} /> : <FigureCard shown={shown} words={words} place={place} />}
        <PaymentsCard payments={shown.payments} words={words} />
        <RestCard rest={shown.rest} place={place} words={words} />
        <ClaimCard claim={shown.claim} isClaimed={shown.isClaimed} place={place} words={words} />
      </main>
    </ShopperFrame>
  );
}

/** The order's figures where nothing is asked for now, and what follows from it. */
function FigureCard({ shown, words, place: { base, search } }: { readonly shown: ShownPay; readonly words: PayWords; readonly place: Place }) {
  return (
    <section id="figures" className="card sum">
      {shown.total !== null && <p className="amount">{shown.total}</p>}
      <p className="price">{shown.price}</p>
      {shown.state === "needs-quote" && (
        <form method="post" action={`${base}/quote${search}`}>
          <button id="requote" className="primary wide">
            {words.ask.requote}
          </button>
        </form>
      )}
      {shown.receipt && (
        <p className="acts">
          <a className="button" href={`${base}/receipt${search}`}>
            {words.receipt.page}
          </a>
          <a className="button" href={`${base}/receipt.json`} download>
            {words.receipt.file}
          </a>
        </p>
      )}
    </section>
  );
}
