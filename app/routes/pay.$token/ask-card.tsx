import type { PayWords } from "#app/locales/en/pay.ts";
import { CopyRows } from "./copy-rows.tsx";
import type { Clock, ShownAsk } from "./show-ask.ts";

type Props = { readonly ask: ShownAsk; readonly price: string; readonly words: PayWords };

/** The amount, the ways to send it, and the time there is for it. */
export function AskCard({ ask, price, words }: Props) {
  return (
    <section id="ask" className="card sum" aria-labelledby="ask-title">
      <div className="figure">
        <h2 id="ask-title">{ask.label}</h2>
        <p className={ask.isLong ? "amount long" : "amount"}>
          <bdi>{ask.amount}</bdi>
        </p>
        <p className="price soft">{price}</p>
      </div>
      <a id="open-wallet" className="button primary wide" href={ask.link}>
        {words.ask.open}
      </a>
      <div className="qr" role="img" aria-label={words.ask.qr} dangerouslySetInnerHTML={{ __html: ask.qr }} />
      <p className="soft">{words.ask.scan}</p>
      <CopyRows rows={ask.rows} words={words} />
      <details id="emoji">
        <summary>{words.ask.emoji}</summary>
        {/* A reader would spell out every picture; the address beside the copy button says the same. */}
        <div>
          <p className="emoji" aria-hidden="true">
            {ask.emoji}
          </p>
          <p className="hidden">{ask.rows.find(({ id }) => id === "address")?.text}</p>
        </div>
      </details>
      <div className="rows times">
        {ask.clocks.map((clock) => (
          <TimeLeft key={clock.until} clock={clock} lastMinute={words.ask.lastMinute} />
        ))}
      </div>
      <Others others={ask.others} words={words} />
    </section>
  );
}

function TimeLeft({ clock: { label, until, left, when, after }, lastMinute }: { readonly clock: Clock; readonly lastMinute: string }) {
  return (
    <div>
      <p className="left">
        <span>{label}</span>
        <strong data-until={until} data-last={lastMinute}>
          {left}
        </strong>
      </p>
      <p className="soft">
        <time dateTime={until}>{when}</time> {after}
      </p>
    </div>
  );
}

function Others({ others: { rows, links }, words }: { readonly others: ShownAsk["others"]; readonly words: PayWords }) {
  if (rows.length + links.length === 0) return null;
  return (
    <details id="others">
      <summary>{words.ask.others}</summary>
      <div>
        {rows.length > 0 && <p>{words.ask.byHand}</p>}
        <CopyRows rows={rows} words={words} />
        {links.map(({ label, href }) => (
          <p key={href}>
            <a href={href}>{label}</a>
          </p>
        ))}
      </div>
    </details>
  );
}
