import type { Context as Call } from "hono";
import type { Door } from "./door.ts";
import { readJson } from "./json.ts";
import { DoorRefusal } from "./problem.ts";
import type { Room } from "./room.ts";

const KiB = 1024;

/** The most a body may hold. A wallet's message has two texts of 4 KiB, which JSON may write six times as long. */
export const limits = { shoppers: 16 * KiB, claims: 16 * KiB, wallets: 64 * KiB, shopify: 8 * KiB * KiB } as const;

/** Beyond this, or where it is not told, what comes is counted: only so much is held in memory at once. */
const SMALL = 64 * KiB;

/** The bytes as they were sent. Refused as soon as they are known to be too many. */
export async function bytesOf(c: Call<Door>, limit: number): Promise<Uint8Array> {
  const declared = Number(c.req.header("content-length") ?? Infinity);
  if (declared > limit && declared !== Infinity) throw tooLarge(limit);
  // Node takes no more than was declared.
  return declared <= SMALL ? new Uint8Array(await c.req.arrayBuffer()) : counted(c.req.raw.body, limit, c.get("limits").bodies);
}

/** The body and the JSON in it, without a lost digit. */
export async function jsonOf(c: Call<Door>, limit: number): Promise<{ readonly bytes: Uint8Array; readonly value: unknown }> {
  const bytes = await bytesOf(c, limit);
  const reading = readJson(bytes);
  if (!reading.ok) throw new DoorRefusal(400, "json_wrong", `The body ${reading.reason}.`, { errors: [{ pointer: "#", detail: reading.reason }] });
  return { bytes, value: reading.value };
}

async function counted(body: ReadableStream<Uint8Array> | null, limit: number, room: Room): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const reader = body?.getReader();
  let size = 0;
  try {
    for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
      if (size + read.value.length > limit) throw tooLarge(limit);
      room.take(read.value.length);
      size += read.value.length;
      pieces.push(read.value);
    }
    return Buffer.concat(pieces);
  } finally {
    room.giveBack(size);
  }
}

function tooLarge(limit: number): DoorRefusal {
  return new DoorRefusal(413, "body_too_large", `The body may have at most ${limit >= KiB * KiB ? `${limit / KiB / KiB} MiB` : `${limit / KiB} KiB`}.`);
}
