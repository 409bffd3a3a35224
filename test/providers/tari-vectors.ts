import { readFileSync } from "node:fs";

type Address = { name: string; hex: string; base58: string; emoji: string; network: number; features: number; spend_key: string };
type Named = { id: string; valid: boolean };

type Vectors = {
  emoji: readonly string[];
  keys: Readonly<Record<string, { secret: string; public: string }>>;
  addresses: readonly Address[];
  claims: readonly (Named & { address: string; order_id: string; signature: string })[];
  wallet_messages: readonly (Named & { message: string; body: Readonly<Record<string, Readonly<Record<string, unknown>>>> })[];
  login_tokens: readonly (Named & { token: string })[];
  bad_addresses: readonly { why: string; text: string }[];
};

export const vectors: Vectors = JSON.parse(readFileSync(new URL("../vectors/tari.json", import.meta.url), "utf8"));

export function key(name: string): { secret: string; public: string } {
  const found = vectors.keys[name];
  if (found === undefined) throw new Error(`no key named ${name}`);
  return found;
}
