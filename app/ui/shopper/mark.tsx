export type MarkOf = "calm" | "good" | "warn" | "bad";

const paths: Readonly<Record<MarkOf, string>> = {
  calm: "M12 3a9 9 0 1 0 9 9",
  good: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8 12.5l2.7 2.7L16 9.5",
  warn: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7.5v5.5M12 16.3v.2",
  bad: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9 9l6 6M15 9l-6 6",
};

/** A sign beside a sentence that says the same. */
export function Mark({ of }: { readonly of: MarkOf }) {
  return (
    <svg className={of === "calm" ? "mark turning" : "mark"} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[of]} />
    </svg>
  );
}
