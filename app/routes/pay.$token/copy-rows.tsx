import type { PayWords } from "#app/locales/en/pay.ts";
import type { Copyable } from "./show-ask.ts";

type Words = Pick<PayWords, "copy" | "copied">;

/** Texts to send, each whole, with a button for those who need not type them. */
export function CopyRows({ rows, words }: { readonly rows: readonly Copyable[]; readonly words: Words }) {
  return (
    <dl className="rows">
      {rows.map(({ id, label, text, shown, hint }) => (
        <div key={id} className="row">
          <dt>{label}</dt>
          <dd id={`text-${id}`}>{shown === text ? <span className="code">{shown}</span> : <bdi>{shown}</bdi>}</dd>
          <dd className="act">
            <CopyButton id={`copy-${id}`} label={label} text={text} words={words} />
          </dd>
          {hint !== null && <dd className="hint">{hint}</dd>}
        </div>
      ))}
    </dl>
  );
}

export function CopyButton({ id, label, text, words }: { readonly id: string; readonly label: string; readonly text: string; readonly words: Words }) {
  return (
    <button type="button" id={id} data-copy={text} data-label={words.copy} data-copied={words.copied}>
      <span>{words.copy}</span>
      <span className="hidden"> {label}</span>
    </button>
  );
}
