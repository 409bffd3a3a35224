import { readFileSync } from "node:fs";
import { z } from "zod";
import { fileNamed } from "../file-named.ts";
import { UsageError } from "../usage.ts";

/** A shop's public keys, and where they were read. `x`: 32 bytes in base64url. */
export type Keys = { readonly shop: string; readonly keys: readonly { readonly kid: string; readonly x: string; readonly withdrawnAt?: string | undefined }[]; readonly from: string };

const published = z.object({ shop: z.string(), keys: z.array(z.object({ kty: z.literal("OKP"), crv: z.literal("Ed25519"), kid: z.string(), x: z.string().regex(/^[\w-]{43}$/), withdrawnAt: z.string().optional() })) });

const MOST_BYTES = 1_000_000;
const PATIENCE_MS = 10_000;

/** What a server published, from a file that was kept of it or from the server itself. Throws a UsageError that says what is wrong with it. */
export async function readKeys(where: string): Promise<Keys> {
  const text = /^https?:\/\//.test(where) ? await fetched(where) : contentOf(where);
  const read = published.safeParse(jsonIn(text));
  if (!read.success) throw new UsageError(`${where} holds no keys as a server publishes them.`);
  return { ...read.data, from: where };
}

function contentOf(name: string): string {
  try {
    return readFileSync(fileNamed(name), "utf8");
  } catch {
    throw new UsageError(`There is no file ${name} to read keys from.`);
  }
}

async function fetched(address: string): Promise<string> {
  // A receipt may come from anyone, and says itself where its keys are.
  if (!isFit(address)) throw new UsageError(`Keys are not read from ${address}: it is not https.`);
  try {
    const answer = await fetch(address, { redirect: "error", signal: AbortSignal.timeout(PATIENCE_MS), headers: { Accept: "application/json" } });
    if (answer.ok && Number(answer.headers.get("content-length") ?? 0) <= MOST_BYTES) return await answer.text();
  } catch {
    // Said below: which of the ways a network fails in does not matter to whoever checks a receipt.
  }
  throw new UsageError(`The keys at ${address} cannot be read. Say --key <file>: what the server published, as it was saved from there.`);
}

function isFit(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" || hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
