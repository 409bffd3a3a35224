/**
 * What JSON.parse would let pass: depth, a key twice in one object, half characters. Null where there is nothing.
 * It trusts no structure: text that is no JSON may pass here, and JSON.parse refuses it afterwards.
 */
export function firstFault(text: string, maxDepth: number): string | null {
  if (!text.isWellFormed()) return halfCharacter;
  const open: Set<string>[] = [];
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === "{" || char === "[") {
      if (open.push(new Set()) > maxDepth) return `is nested deeper than ${maxDepth} levels`;
    } else if (char === "}" || char === "]") {
      open.pop();
    } else if (char === '"') {
      const end = endOfString(text, at);
      const fault = faultInString(text, at, end, open.at(-1));
      if (fault !== null) return fault;
      at = end - 1;
    }
  }
  return null;
}

const halfCharacter = "contains half a character (a lone surrogate)";

function faultInString(text: string, start: number, end: number, keys: Set<string> | undefined): string | null {
  const raw = text.slice(start + 1, end - 1);
  const value = raw.includes("\\") ? String(JSON.parse(text.slice(start, end))) : raw;
  if (!value.isWellFormed()) return halfCharacter;
  if (keys === undefined || !isKey(text, end)) return null;
  if (keys.has(value)) return `has the key ${JSON.stringify(value.slice(0, 64))} twice in one object`;
  keys.add(value);
  return null;
}

/** The place after the closing quote, or the end of the text where there is none. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

// In JSON, a string with a colon behind it is a key and nothing else is.
function isKey(text: string, end: number): boolean {
  let at = end;
  while (" \t\n\r".includes(text[at] ?? "-")) at++;
  return text[at] === ":";
}
