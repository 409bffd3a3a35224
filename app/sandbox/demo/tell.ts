import { styleText } from "node:util";

/** How the demo speaks: one line per step with the time it took, facts below it, all within 80 columns. */

const width = 80;
// No colours where this is no terminal, or where NO_COLOR asks for none.
const tint = (style: Parameters<typeof styleText>[0]) => (text: string) => styleText(style, text, { stream: process.stdout });
const [bold, soft, good] = [tint("bold"), tint("dim"), tint("green")];

const write = (line = ""): void => void process.stdout.write(`${line}\n`);
const took = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);

export const title = (text: string): void => write(`\n${bold(text)}\n`);
export const fact = (name: string, value: string): void => write(`      ${soft(name.padEnd(11))} ${value}`);

let count = 0;

/** Does a step, says what it did and how long it took, and gives back what it found. */
export async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await work();
  const time = took(performance.now() - began);
  count += 1;
  const head = ` ${String(count).padStart(2)}  `;
  write(`${good(head)}${what}${" ".repeat(Math.max(2, width - head.length - what.length - time.length - 1))}${soft(time)}`);
  return result;
}

export const ending = (text: string, ms: number): void => write(`\n${good(bold(text))} ${soft(`(${took(ms)})`)}\n`);
