/** How the demo speaks: one line per step with the time it took, facts below it, all within 80 columns. */

const width = 80;
const isTerminal = process.stdout.isTTY && !process.env["NO_COLOR"];
const tint = (code: number) => (text: string) => (isTerminal ? `\u001b[${code}m${text}\u001b[0m` : text);
const [bold, soft, good] = [tint(1), tint(2), tint(32)];

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
