import { Mark } from "../../ui/shopper/mark.tsx";
import type { ShownPay } from "./show.ts";

/** How it stands, in one calm sentence. It is told again whenever it changes. */
export function StandingCard({ shown: { tone, title, text, notices } }: { readonly shown: ShownPay }) {
  return (
    <section id="said" tabIndex={-1} role="status" className={`card standing ${tone}`}>
      <Mark of={tone} />
      <div>
        <h2>{title}</h2>
        <p>{text}</p>
      </div>
      {notices.map((notice) => (
        <p key={notice} className="notice">
          {notice}
        </p>
      ))}
    </section>
  );
}
