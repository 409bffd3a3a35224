/** A reason to stop that the person at the terminal can act on; printed as it stands, without a stack. */
export class Refusal extends Error {}

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Runs a step and says how long it took. */
export async function step<T>(name: string, work: () => Promise<T> | T): Promise<T> {
  const began = Date.now();
  const result = await work();
  say(`${name} (${seconds(Date.now() - began)})`);
  return result;
}

/** Ends the process with one sentence for a refusal, with everything known for a bug. */
export function giveUp(error: unknown): never {
  const known = error instanceof Refusal || (error instanceof Error && error.name === "ConfigError");
  process.stderr.write(`${known ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}
