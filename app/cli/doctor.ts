import { parseArgs } from "node:util";
import type { Context } from "#app/context.server.ts";
import type { Desk } from "./commands.ts";
import { lookAtDatabase, lookAtKeys, lookAtMigrations, lookAtQueue } from "./doctor/database.ts";
import type { Finding } from "./doctor/finding.ts";
import { lookAtAddress, lookAtApp, lookAtDisk, lookAtShopifysClock } from "./doctor/outside.ts";
import { lookAtWhatIsOwed } from "./doctor/owed.ts";
import { lookAtShops } from "./doctor/shops.ts";
import { remedies, type Subject } from "./doctor/words.ts";

type Look = { readonly subject: Subject; readonly needs: "database" | "nothing"; readonly look: (context: Context) => Promise<readonly Finding[]> };

// Each with what it is about where it cannot be had. Without a database there is little else to say.
const looks: readonly Look[] = [
  { subject: "migrations", needs: "database", look: lookAtMigrations },
  { subject: "queue", needs: "nothing", look: lookAtQueue },
  { subject: "keys", needs: "database", look: lookAtKeys },
  { subject: "clock", needs: "database", look: lookAtShopifysClock },
  { subject: "app", needs: "nothing", look: lookAtApp },
  { subject: "token", needs: "database", look: lookAtShops },
  { subject: "errands", needs: "database", look: lookAtWhatIsOwed },
  { subject: "disk", needs: "nothing", look: lookAtDisk },
  { subject: "address", needs: "nothing", look: lookAtAddress },
];

export async function doctor({ context, args, say }: Desk): Promise<void | "bad"> {
  const { values } = parseArgs({ args: [...args], options: { json: { type: "boolean" } } });
  const findings = await examine(context);
  if (values.json) say(JSON.stringify(findings.map((each) => ({ ...each, ...(each.state !== "ok" && { todo: remedies[each.subject] }) })), null, 2));
  else for (const line of linesOf(findings)) say(line);
  if (findings.some(({ state }) => state === "bad")) return "bad";
}

/** Looks at everything once, and changes nothing. */
export async function examine(context: Context): Promise<readonly Finding[]> {
  const database = await found(context, { subject: "database", needs: "nothing", look: lookAtDatabase });
  const isThere = database.every(({ subject, state }) => subject !== "database" || state === "ok");
  const findings = [...database];
  for (const each of looks) if (isThere || each.needs === "nothing") findings.push(...(await found(context, each)));
  return findings;
}

async function found(context: Context, { subject, look }: Look): Promise<readonly Finding[]> {
  try {
    return await look(context);
  } catch (error) {
    return [{ subject, state: "bad", says: error instanceof Error ? error.message || error.name : String(error) }];
  }
}

const marks = { ok: "ok  ", warn: "warn", bad: "BAD " } as const;

function linesOf(findings: readonly Finding[]): readonly string[] {
  const count = (wanted: Finding["state"]) => findings.filter(({ state }) => state === wanted).length;
  return [
    ...findings.flatMap(({ subject, state, of, says }) => [
      `${marks[state]}  ${subject.padEnd(10)}  ${of === undefined ? "" : `${of}: `}${says}`,
      ...(state === "ok" ? [] : [`                  ${remedies[subject]}`]),
    ]),
    `${count("ok")} ok, ${count("warn")} to look at, ${count("bad")} bad`,
  ];
}
