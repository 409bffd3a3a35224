import { create } from "qrcode";
import { lettersOf } from "./letters.ts";
import { drawPng } from "./png.ts";

/** Light modules around the code, as many as scanners need. */
const QUIET = 4;
/** Large enough to be scanned from a mail on a screen, and whole pixels for each module. */
const PIXELS = 6;
/** A letter's pixel is at most so many of the image's: about as large as a mail's headline. */
const LARGEST = 5;

/**
 * A QR code as a picture for pages: dark on light whatever the page's colours are, error level M, its quiet zone about
 * it. One unit of its view box is a module.
 */
export function qrSvg(text: string): string {
  const rows = modulesOf(text);
  const side = rows.length;
  const path = rows.flatMap((row, y) => runsIn(row).map(({ from, length }) => `M${from} ${y}.5h${length}`)).join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${side}v${side}H0z"/><path stroke="#000" d="${path}"/></svg>`;
}

/** The same as an image for mails, whose readers show no other; with `below`, such as an amount, written under the code. */
export function qrPng(text: string, { below = null }: { readonly below?: string | null } = {}): Buffer {
  const code = enlarged(modulesOf(text), PIXELS);
  return drawPng([...code, ...(below === null ? [] : writtenIn(below, code[0]?.length ?? 0))].map((row) => Uint8Array.from(row)));
}

type Rows = readonly (readonly number[])[];

const enlarged = (rows: Rows, times: number): Rows => rows.flatMap((row) => repeated(row.flatMap((pixel) => repeated(pixel, times)), times));

const repeated = <T>(each: T, times: number): readonly T[] => Array.from({ length: times }, () => each);

/** One line in the middle of an image of this width, as large as fits, and as much room below it as about the code. Nothing where it does not fit. */
function writtenIn(text: string, width: number): Rows {
  const letters = lettersOf(text);
  const room = width - 2 * QUIET * PIXELS;
  const times = letters === null ? 0 : Math.min(LARGEST, Math.floor(room / (letters[0]?.length ?? 1)));
  if (letters === null || times === 0) return [];
  const empty = repeated(0, width);
  const line = enlarged(letters, times).map((row) => {
    const left = Math.floor((width - row.length) / 2);
    return [...repeated(0, left), ...row, ...repeated(0, width - left - row.length)];
  });
  return [...line, ...repeated(empty, QUIET * PIXELS)];
}

/** 1 to 40; a code of version 10 has 57 modules a side. */
export function versionOf(text: string): number {
  return create(text, { errorCorrectionLevel: "M" }).version;
}

/** Rows of 1 for dark and 0 for light, with the quiet zone. */
function modulesOf(text: string): readonly (readonly number[])[] {
  const { modules } = create(text, { errorCorrectionLevel: "M" });
  const places = Array.from({ length: modules.size + 2 * QUIET }, (_, place) => place - QUIET);
  const isInside = (place: number) => place >= 0 && place < modules.size;
  return places.map((y) => places.map((x) => (isInside(x) && isInside(y) && modules.get(y, x) ? 1 : 0)));
}

type Run = { readonly from: number; readonly length: number };

/** Where dark modules stand side by side. */
function runsIn(row: readonly number[]): readonly Run[] {
  const begins = row.flatMap((isDark, x) => (isDark === 1 && row[x - 1] !== 1 ? [x] : []));
  return begins.map((from) => {
    const end = row.indexOf(0, from);
    return { from, length: (end === -1 ? row.length : end) - from };
  });
}
