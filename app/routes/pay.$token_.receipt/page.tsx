import type { PayWords } from "#app/locales/en/pay.ts";
import type { ReceiptWords } from "#app/locales/en/receipt.ts";
import { type LanguageLink, ShopperFrame } from "../../ui/shopper/frame.tsx";
import { Mark } from "../../ui/shopper/mark.tsx";
import type { ShownReceipt } from "./show.ts";

type Props = {
  readonly shown: ShownReceipt;
  readonly words: ReceiptWords;
  readonly pay: PayWords;
  readonly links: readonly LanguageLink[];
  /** The order's own page. */
  readonly back: string;
  readonly file: string;
  readonly keys: string;
};

/** What was asked, what came, what became of it, and who says so. */
export function ReceiptPage({ shown, words, pay, links, back, file, keys }: Props) {
  return (
    <ShopperFrame shop={shown.shop} heading={`${shown.title} · ${shown.order}`} words={pay} links={links} again={null}>
      <main id="main">
        <section className={`card standing ${shown.since.length === 0 ? "good" : "warn"}`}>
          <Mark of={shown.since.length === 0 ? "good" : "warn"} />
          <div>
            <h2>
              <bdi>{shown.total}</bdi>
            </h2>
            <p>{shown.paid}</p>
          </div>
        </section>
        {shown.since.length > 0 && (
          <section className="card" aria-labelledby="since">
            <h2 id="since">{words.since.title}</h2>
            {shown.since.map((line) => (
              <p key={line}>{line}</p>
            ))}
          </section>
        )}
        <section className="card" aria-labelledby="amounts">
          <h2 id="amounts">{words.amountsTitle}</h2>
          <Facts facts={shown.facts} />
          <Sums amounts={shown.amounts} />
        </section>
        <Payments shown={shown} words={words} pay={pay} />
        <Signed shown={shown} words={words} file={file} keys={keys} />
        <Ledger rows={shown.ledger} words={words} />
        <p className="noprint">
          <a id="back" href={back}>
            {words.unpaid.back}
          </a>
        </p>
      </main>
    </ShopperFrame>
  );
}

function Facts({ facts }: { readonly facts: ShownReceipt["facts"] }) {
  return (
    <dl className="list">
      {facts.map(({ label, text, hint }) => (
        <div key={label} className="between">
          <dt className="soft">{label}</dt>
          <dd>{text}</dd>
          {hint !== null && <dd className="soft">{hint}</dd>}
        </div>
      ))}
    </dl>
  );
}

function Sums({ amounts }: { readonly amounts: ShownReceipt["amounts"] }) {
  return (
    <dl className="list">
      {amounts.map(({ name, label, text, sign, isTotal }) => (
        <div key={name} className="between">
          <dt>{isTotal ? <strong>{label}</strong> : label}</dt>
          <dd>
            <bdi>
              {sign === "" ? "" : `${sign}\u00a0`}
              {isTotal ? <strong>{text}</strong> : text}
            </bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Payments({ shown: { payments, leftOut }, words: { payments: words }, pay }: Pick<Props, "shown" | "words" | "pay">) {
  return (
    <section className="card" aria-labelledby="payments">
      <h2 id="payments">{words.title}</h2>
      {payments.length === 0 && <p>{words.none}</p>}
      <ul className="list">
        {payments.map(({ id, amount, status, isGone, when, depth, transaction, network, wallets }) => (
          <li key={id}>
            <p className="between">
              <strong>
                <bdi>{amount}</bdi>
              </strong>
              <span className={`tone ${isGone ? "bad" : "good"}`}>{depth === null ? status : `${status} · ${depth}`}</span>
            </p>
            {when !== null && <p className="soft">{when}</p>}
            <p className="soft">
              {pay.payments.transaction} <span className="code">{`${transaction} (${network})`}</span>
            </p>
            {wallets.map((wallet) => (
              <p key={wallet} className="soft">
                {words.wallet} <span className="code">{wallet}</span>
              </p>
            ))}
          </li>
        ))}
      </ul>
      {leftOut !== null && <p>{leftOut}</p>}
    </section>
  );
}

function Signed({ shown: { key, issued }, words: { signed: words }, file, keys }: Pick<Props, "shown" | "words" | "file" | "keys">) {
  return (
    <section className="card" aria-labelledby="signed">
      <h2 id="signed">{words.title}</h2>
      <p>{words.text}</p>
      <p>
        <a id="file" href={file} download>
          {words.file}
        </a>
      </p>
      <p>
        <a id="keys" href={keys} download>
          {words.keys}
        </a>
      </p>
      <p className="soft">{issued}</p>
      <p className="soft">
        {words.key} <span className="code">{key}</span>
      </p>
    </section>
  );
}

function Ledger({ rows, words: { ledger: words } }: { readonly rows: ShownReceipt["ledger"]; readonly words: ReceiptWords }) {
  if (rows.length === 0) return null;
  return (
    <details className="card">
      <summary>
        <h2>{words.title}</h2>
      </summary>
      <div>
        <p>{words.text}</p>
        <ul className="list">
          {rows.map(({ id, from, to, amount, hash, seal }) => (
            <li key={id}>
              <p>
                <strong>
                  <bdi>{amount}</bdi>
                </strong>
              </p>
              <p className="soft">
                {words.from} <span className="code">{from}</span>
              </p>
              <p className="soft">
                {words.to} <span className="code">{to}</span>
              </p>
              <p className="soft">
                {words.hash} <span className="code">{hash}</span>
              </p>
              <p className="soft">
                {words.seal} {seal ?? words.unsealed}
              </p>
            </li>
          ))}
        </ul>
      </div>
    </details>
  );
}
