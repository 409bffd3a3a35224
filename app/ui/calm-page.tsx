import type { ReactNode } from "react";

const style = { fontFamily: "system-ui, sans-serif", maxWidth: "32rem", margin: "20vh auto", padding: "0 1.5rem", lineHeight: 1.6 };

/** One heading and one paragraph, for a visitor who is not where they meant to be. */
export function CalmPage({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <main style={style}>
      <h1>{title}</h1>
      <p>{children}</p>
    </main>
  );
}
