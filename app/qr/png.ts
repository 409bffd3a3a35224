import { crc32, deflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** An image of black and white, its rows all as long as the first, one bit for each pixel. (The QR library's own has 32: a hundred times the work.) */
export function drawPng(rows: readonly Uint8Array[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(rows[0]?.length ?? 0, 0);
  header.writeUInt32BE(rows.length, 4);
  // One bit of grey; compression, filter and interlacing as there is but one of each, or none.
  header.set([1, 0, 0, 0, 0], 8);
  const lines = rows.map((row) => Buffer.concat([Buffer.alloc(1), packed(row)]));
  return Buffer.concat([SIGNATURE, chunk("IHDR", header), chunk("IDAT", deflateSync(Buffer.concat(lines), { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

/** Eight pixels to a byte, the leftmost highest; in grey a set bit is light. */
function packed(row: Uint8Array): Buffer {
  const bytes = Buffer.alloc(Math.ceil(row.length / 8));
  row.forEach((isDark, x) => {
    if (isDark === 0) bytes[x >> 3] = (bytes[x >> 3] ?? 0) | (0x80 >> (x & 7));
  });
  return bytes;
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
