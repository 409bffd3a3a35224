import type { Row } from "./row.ts";

const rate = (value: number | null) => (value === null ? "–" : value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString("en"));
const ms = (value: number | null) => (value === null ? "–" : value < 10 ? value.toFixed(1) : String(Math.round(value)));
const percent = (value: number | null) => (value === null ? "–" : `${Math.round(value * 100)} %`);

const HEAD = ["row", "per second", "p50 ms", "p99 ms", "of the floor", "spread", "goal", ""] as const;

const cells = ({ name, perSecond, p50Ms, p99Ms, ratio, spread, goal, isMet, says }: Row): readonly string[] => [
  name, rate(perSecond), ms(p50Ms), ms(p99Ms), percent(ratio), percent(spread), `${goal ?? "–"}${isMet === null ? "" : isMet ? " ✓" : " ✗"}`, says,
];

/** For a person at a terminal. */
export function printTable(rows: readonly Row[]): readonly string[] {
  const lines = [HEAD, ...rows.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const isNumber = (column: number) => column >= 1 && column <= 5;
  return lines.map((line) => line.map((cell, column) => (isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join("  ").trimEnd());
}

export function printMarkdown(rows: readonly Row[]): readonly string[] {
  const line = (row: readonly string[]) => `| ${row.join(" | ")} |`;
  return [line(HEAD), line(HEAD.map((_, column) => (column >= 1 && column <= 5 ? "--:" : "---"))), ...rows.map((row) => line(cells(row)))];
}

const rounded = (value: number | null, digits: number) => (value === null ? null : Number(value.toFixed(digits)));

export function printJson(rows: readonly Row[]): string {
  const plain = rows.map(({ name, perSecond, p50Ms, p99Ms, ratio, goal, isMet, says }) => ({
    name, perSecond: rounded(perSecond, 1), p50Ms: rounded(p50Ms, 2), p99Ms: rounded(p99Ms, 2), ratio: rounded(ratio, 3), goal, isMet, says,
  }));
  return JSON.stringify(plain, null, 2);
}
