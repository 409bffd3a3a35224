import type { PayWords } from "#app/locales/en/pay.ts";
import { type LanguageLink, ShopperFrame } from "../../ui/shopper/frame.tsx";
import { Mark } from "../../ui/shopper/mark.tsx";
import type { Liveliness } from "./show.ts";

type Props = { readonly title: string; readonly text: string; readonly live: Liveliness; readonly now: string; readonly again: string | null; readonly words: PayWords; readonly links: readonly LanguageLink[] };

/** A page with one thing to say: the order is being fetched, or there is none. */
export function QuietPage({ title, text, live, now, again, words, links }: Props) {
  const tone = live === "none" ? "bad" : "calm";
  return (
    <ShopperFrame shop={null} heading={title} words={words} links={links} again={again}>
      <main id="main" data-live={live} data-mark="" data-now={now}>
        <section id="said" tabIndex={-1} role="status" className={`card standing ${tone}`}>
          <Mark of={tone} />
          <p>{text}</p>
        </section>
      </main>
    </ShopperFrame>
  );
}
