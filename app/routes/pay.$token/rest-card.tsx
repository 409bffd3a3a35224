import type { PayWords } from "#app/locales/en/pay.ts";
import type { Place } from "./page.tsx";
import type { ShownRest } from "./show-rest.ts";

type Props = { readonly rest: ShownRest | null; readonly place: Place; readonly words: PayWords };

/** What can be done with money that is not spent. Doing nothing loses nothing. */
export function RestCard({ rest, place, words }: Props) {
  if (rest === null) return null;
  if (rest.isFolded) {
    return (
      <section id="rest">
        <details id="rest-more" className="card">
          <summary>
            <h2 id="rest-title">{rest.title}</h2>
          </summary>
          <div>
            <Choices rest={rest} place={place} words={words} />
          </div>
        </details>
      </section>
    );
  }
  return (
    <section id="rest" className="card" aria-labelledby="rest-title">
      <h2 id="rest-title">{rest.title}</h2>
      <Choices rest={rest} place={place} words={words} />
    </section>
  );
}

function Choices({ rest, place: { base, search }, words: { rest: words } }: Props & { readonly rest: ShownRest }) {
  return (
    <>
      {rest.text !== null && <p>{rest.text}</p>}
      {rest.reopen !== null && <p>{rest.reopen}</p>}
      {rest.asked !== null && <p>{rest.asked}</p>}
      {rest.answer !== null && <blockquote>{rest.answer}</blockquote>}
      {rest.keep !== null && (
        <form method="post" action={`${base}/credit${search}`}>
          <button id="keep" className="primary wide">
            {rest.keep}
          </button>
        </form>
      )}
      {rest.ask !== null && (
        <form method="post" action={`${base}/ask-refund${search}`}>
          <label htmlFor="refund-text">
            {words.word}
            <span className="soft">{words.wordHint}</span>
          </label>
          <textarea id="refund-text" name="text" maxLength={1000} />
          <button id="ask-refund" className="wide">
            {rest.ask}
          </button>
        </form>
      )}
    </>
  );
}
