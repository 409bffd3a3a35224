import type { PayWords } from "#app/locales/en/pay.ts";
import reader from "../../ui/shopper/made/read-codes.js?url";
import { CopyRows } from "./copy-rows.tsx";
import type { Place } from "./page.tsx";
import type { ShownPay } from "./show.ts";

type Props = { readonly claim: ShownPay["claim"]; readonly isClaimed: boolean; readonly place: Place; readonly words: PayWords };

/** For wallets that sign but cannot reach us: their claim is brought by hand. */
export function ClaimCard({ claim, isClaimed, place: { base, search }, words }: Props) {
  const { claim: said } = words;
  if (isClaimed) {
    return (
      <section id="claim">
        <p className="soft">{said.known}</p>
      </section>
    );
  }
  if (claim === null) return null;
  return (
    <section id="claim">
      <details id="claim-more" className="card">
        <summary>
          <h2>{said.title}</h2>
        </summary>
        <div>
          <p>{said.text}</p>
          <CopyRows rows={[{ id: "to-sign", label: said.toSign, text: claim.reference, shown: claim.reference, hint: null }]} words={words} />
          <form method="post" action={`${base}/claim${search}`}>
            <label htmlFor="claim-text">{said.field}</label>
            <textarea id="claim-text" className="code" name="claim" required spellCheck={false} autoComplete="off" />
            <div id="scan" data-reader={reader} hidden>
              <video id="scan-video" hidden muted playsInline aria-label={said.scan} />
              <p className="acts">
                <button type="button" id="scan-start">
                  {said.scan}
                </button>
                <button type="button" id="scan-stop" hidden>
                  {said.stop}
                </button>
              </p>
              <p id="scan-failed" className="notice" hidden>
                {said.noCamera}
              </p>
            </div>
            <button id="send-claim" className="primary wide">
              {said.send}
            </button>
          </form>
        </div>
      </details>
    </section>
  );
}
