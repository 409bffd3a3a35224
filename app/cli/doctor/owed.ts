import type { Context } from "#app/context.server.ts";
import { pulse } from "#app/store/reads/pulse.ts";
import { type Finding, lasting, over } from "./finding.ts";

const dueSeconds = { warn: 5 * 60, bad: 3_600 };
const undecidedSeconds = { warn: 10 * 60, bad: 24 * 3_600 };
const unsealedSeconds = { warn: 10, bad: 60 };

/** What is owed to the outside, undecided or unsealed, and how long already. */
export async function lookAtWhatIsOwed({ db, clock }: Context): Promise<readonly Finding[]> {
  const seen = await pulse(db.pool, clock());
  const waiting = seen.waiting.reduce((sum, { errands }) => sum + errands, 0);
  const things = seen.attention.filter((each) => each.things > 0);
  const since = (seconds: number, nothing: string, what: string) => (seconds === 0 ? nothing : `${what} ${lasting(seconds)}`);
  return [
    { subject: "errands", state: over(seen.oldestDue, dueSeconds), says: since(seen.oldestDue, `${waiting} owed, none is due`, `${waiting} owed, the oldest due for`) },
    { subject: "inbox", state: over(seen.oldestUndecided, undecidedSeconds), says: since(seen.oldestUndecided, "every message is decided", `${seen.undecided} undecided, the oldest for`) },
    { subject: "seals", state: over(seen.oldestUnsealed, unsealedSeconds), says: since(seen.oldestUnsealed, "every row is sealed", "rows wait for their seal, the oldest for") },
    { subject: "attention", state: things.length > 0 ? "warn" : "ok", says: things.length > 0 ? things.map((each) => `${each.things} ${each.kind.replaceAll("_", " ")}`).join(", ") : "nothing needs a merchant" },
  ];
}
