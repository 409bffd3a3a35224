declare global {
  interface JSON {
    rawJSON(text: string): unknown;
  }
}

/** JSON with 64-bit integers printed digit by digit, as Shopify sends its ids. */
export const exactJson = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => (typeof part === "bigint" ? JSON.rawJSON(part.toString()) : part));

const tagged = (part: unknown): part is { readonly $: string; readonly value: unknown } => typeof part === "object" && part !== null && "$" in part;

/** JSON that comes back as it was: bigints and maps are tagged. */
export const freeze = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === "bigint") return { $: "bigint", value: part.toString() };
    if (part instanceof Map) return { $: "map", value: [...part] };
    return part;
  });

export const thaw = (text: string): unknown =>
  JSON.parse(text, (_key, part: unknown) => {
    if (!tagged(part)) return part;
    if (part.$ === "bigint") return BigInt(String(part.value));
    return part.$ === "map" && Array.isArray(part.value) ? new Map(part.value) : part;
  });
