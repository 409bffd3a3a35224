import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

/** Keys of 32 bytes: the first seals, all of them open. */
export type Keyring = readonly [Buffer, ...Buffer[]];

/** What each kind of kept secret belongs to, by the id of its row. */
export const abouts = {
  accessToken: (session: string) => `session/${session}/access`,
  refreshToken: (session: string) => `session/${session}/refresh`,
  webhookSecret: (shop: string) => `shop/${shop}/webhook`,
  marks: (shop: string) => `shop/${shop}/marks`,
  receiptKey: (key: string) => `receipt-key/${key}/private`,
  payKey: (shop: string) => `shop/${shop}/pay`,
} as const;

/** Encrypts a secret for keeping at rest: `sealed.<key id>.<base64url of nonce, tag and ciphertext>` (AES-256-GCM).
 * `about` says what the secret belongs to; only the same words open it, so a sealed value copied to another row is useless. */
export function seal(secret: string, keys: Keyring, about: string): string {
  const [key] = keys;
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(about));
  const text = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return `sealed.${keyId(key)}.${Buffer.concat([nonce, cipher.getAuthTag(), text]).toString("base64url")}`;
}

/** What `seal` was given, or null when no key at hand opens it: it was sealed with a lost key, for something else, or altered. */
export function open(sealed: string, keys: Keyring, about: string): string | null {
  const [mark, id, body = ""] = sealed.split(".");
  const key = keys.find((candidate) => keyId(candidate) === id);
  const bytes = Buffer.from(body, "base64url");
  if (mark !== "sealed" || !key || bytes.length < 28) return null;
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12)).setAAD(Buffer.from(about)).setAuthTag(bytes.subarray(12, 28));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}

/** What tells a key from others and says nothing of it. */
export const keyId = (key: Buffer): string => createHash("sha256").update(key).digest("hex").slice(0, 8);
