import type { PayWords } from "#app/locales/en/pay.ts";
import type { ShownPay } from "./show.ts";

type Props = { readonly payments: ShownPay["payments"]; readonly words: PayWords };

/** What has come, and what went back. */
export function PaymentsCard({ payments: { lines, refunds }, words: { payments: words } }: Props) {
  if (lines.length + refunds.length === 0) return null;
  return (
    <section id="payments" className="card" aria-labelledby="payments-title">
      <h2 id="payments-title">{words.title}</h2>
      <ul className="list">
        {lines.map(({ id, amount, status, tone, depth, transaction, when }) => (
          <li key={id}>
            <p className="between">
              <strong>
                <bdi>{amount}</bdi>
              </strong>
              <span className={`tone ${tone}`}>{depth === null ? status : `${status} · ${depth}`}</span>
            </p>
            <p className="soft">{when}</p>
            <p className="soft">
              {words.transaction} <span className="code">{transaction}</span>
            </p>
          </li>
        ))}
        {refunds.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  );
}
