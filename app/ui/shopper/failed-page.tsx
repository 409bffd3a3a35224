import { pay } from "#app/locales/en/pay.ts";
import { Mark } from "./mark.tsx";

/** What a shopper sees when a page of theirs failed: in English, because that much is sure to be there. */
export function FailedPage() {
  return (
    <>
      <header>
        <h1>{pay.failed.title}</h1>
      </header>
      <main id="main">
        <section className="card standing bad">
          <Mark of="bad" />
          <p>{pay.failed.text}</p>
        </section>
      </main>
    </>
  );
}
