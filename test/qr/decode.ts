import { inflateSync } from "node:zlib";
import jsQR from "jsqr";
import { PNG } from "pngjs";

/** What a scanner reads in an image of ours, by a reader of another make. */
export function readPng(image: Uint8Array): string | undefined {
  const { width, height, data } = PNG.sync.read(Buffer.from(image));
  return jsQR(Uint8ClampedArray.from(data), width, height)?.data;
}

/** Where dark pixels are below the code: what is written there, as rows of `#` and spaces, cut to what is dark. */
export function writtenBelow(image: Uint8Array): readonly string[] {
  const { width, height, data } = PNG.sync.read(Buffer.from(image));
  const rows = Array.from({ length: height - width }, (_, y) => Array.from({ length: width }, (_, x) => (data[((width + y) * width + x) * 4] === 0 ? "#" : " ")).join(""));
  const dark = rows.filter((row) => row.includes("#"));
  const [from, to] = [Math.min(...dark.map((row) => row.indexOf("#"))), Math.max(...dark.map((row) => row.lastIndexOf("#")))];
  return dark.map((row) => row.slice(from, to + 1));
}

const SCALE = 4;

/** The same of a picture: its strokes are drawn as any browser would, one unit wide. */
export function readSvg(svg: string): string | undefined {
  const side = Number(/viewBox="0 0 (\d+) \1"/.exec(svg)?.[1]);
  const width = side * SCALE;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  const path = /stroke="#000" d="([^"]*)"/.exec(svg)?.[1] ?? "";
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)\.5h(\d+)/g)) {
    for (let row = Number(y) * SCALE; row < (Number(y) + 1) * SCALE; row++) {
      for (let column = Number(x) * SCALE; column < (Number(x) + Number(length)) * SCALE; column++) pixels.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
    }
  }
  return jsQR(pixels, width, width)?.data;
}

/** Bytes of the image data once unpacked: what a mail program has to hold. */
export function unpackedSize(image: Uint8Array): number {
  const bytes = Buffer.from(image);
  const at = bytes.indexOf("IDAT");
  return inflateSync(bytes.subarray(at + 4, at + 4 + bytes.readUInt32BE(at - 4))).length;
}
