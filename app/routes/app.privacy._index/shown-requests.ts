import { privacy as words } from "#app/locales/en/privacy.ts";
import type { RequestLine } from "#app/store/reads/privacy.ts";

/** Requests as the page prints them: what waits for the merchant, what we are doing, and what is done. */
export function shownRequests(lines: readonly RequestLine[], now: Date, clock: (at: Date) => string) {
  const open = lines.filter(({ doneAt }) => doneAt === null);
  return {
    data: open.filter(({ kind }) => kind === "data").map((line) => {
      const isOverdue = line.dueAt < now;
      return { id: line.id, who: whoOf(line), asked: words.data.asked(clock(line.askedAt)), due: (isOverdue ? words.data.overdue : words.data.due)(clock(line.dueAt)), isOverdue };
    }),
    forget: open.filter(({ kind }) => kind === "forget").map((line) => ({ id: line.id, who: whoOf(line), asked: words.forget.asked(clock(line.askedAt)) })),
    done: lines.flatMap((line) => (line.doneAt === null ? [] : [{ id: line.id, who: whoOf(line), what: line.kind === "data" ? words.done.handedOver(clock(line.doneAt), line.doneBy ?? "") : words.done.forgotten(clock(line.doneAt)) }])),
  };
}

export type ShownRequests = ReturnType<typeof shownRequests>;

/** By name where we know it, else by the number the merchant can look up at Shopify. */
export function whoOf({ name, email, customer, kind, doneAt }: Pick<RequestLine, "name" | "email" | "customer" | "kind" | "doneAt">): string {
  if (name) return email ? `${name} (${email})` : name;
  if (email) return email;
  if (customer) return words.somebody(customer);
  return kind === "forget" && doneAt === null ? words.guest : words.nobody;
}
