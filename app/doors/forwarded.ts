/** Who each proxy says it spoke for, outermost first; null for a hop it would not or could not name. */
export type Hops = readonly (string | null)[];

/** `X-Forwarded-For: client, proxy1, proxy2`, each with or without a port. */
export function forwardedFor(header: string | null): Hops | null {
  return header === null ? null : header.split(",").map((hop) => hostIn(hop.trim()));
}

/** `Forwarded: for=192.0.2.1;proto=https, for="[2001:db8::1]:4711"` (RFC 7239). */
export function forwardedHeader(header: string | null): Hops | null {
  if (header === null) return null;
  // A client's open quote would swallow what the proxy wrote behind it.
  return hasOpenQuote(header) ? [null] : splitOutsideQuotes(header, ",").map(hopIn);
}

function hopIn(element: string): string | null {
  const named = splitOutsideQuotes(element, ";")
    .map((pair) => /^for\s*=\s*(.*)$/is.exec(pair.trim())?.[1])
    .filter((value) => value !== undefined);
  // Twice in one element is against the RFC, and nobody could say which one the proxy wrote.
  return named.length === 1 ? hostIn(unquoted(named[0] ?? "")) : null;
}

function hostIn(node: string): string | null {
  const bracketed = /^\[([^\]]+)\](?::\w+)?$/.exec(node)?.[1];
  const withPort = /^([\d.]+):\w+$/.exec(node)?.[1];
  return bracketed ?? withPort ?? (node === "" ? null : node);
}

function unquoted(value: string): string {
  return /^".*"$/s.test(value) ? value.slice(1, -1).replace(/\\(.)/gs, "$1") : value;
}

const quoted = /"(?:[^"\\]|\\.)*"/gs;

function hasOpenQuote(text: string): boolean {
  return text.replace(quoted, "").includes('"');
}

function splitOutsideQuotes(text: string, separator: ";" | ","): readonly string[] {
  const pieces = text.match(separator === "," ? /(?:"(?:[^"\\]|\\.)*"|[^",])+/gs : /(?:"(?:[^"\\]|\\.)*"|[^";])+/gs);
  return pieces ?? [];
}
