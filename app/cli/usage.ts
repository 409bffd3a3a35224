/** The command was typed wrong; the message is one sentence for whoever typed it. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** One argument that must be there and must be the only one. */
export function only(positionals: readonly string[], what: string): string {
  const [first, ...rest] = positionals;
  if (first === undefined) throw new UsageError(`Say ${what}.`);
  if (rest.length > 0) throw new UsageError(`Too much was said: ${rest.join(" ")} (only ${what} is expected).`);
  return first;
}

/** A choice among words. */
export function oneOf<Choice extends string>(option: string, text: string | undefined, choices: readonly Choice[]): Choice | undefined {
  if (text === undefined) return undefined;
  const found = choices.find((choice) => choice === text);
  if (found === undefined) throw new UsageError(`--${option} is one of ${choices.join(", ")}, not ${JSON.stringify(text)}.`);
  return found;
}

/** Leaves out what was not said: an option left out stays as it is. */
export function said<Fields extends Readonly<Record<string, unknown>>>(fields: Fields): { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> };
}
