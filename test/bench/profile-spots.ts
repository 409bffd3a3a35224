import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "#app/launch/root.ts";

type Node = { readonly id: number; readonly hitCount?: number; readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number } };
type Profile = { readonly nodes: readonly Node[] };

export type Spot = { readonly name: string; readonly share: number };

/** The functions in which a profile's samples lie, and the packages they sum to; the process's idle time is no part. */
export function hotSpots(file: string, most: number): readonly Spot[] {
  const { nodes }: Profile = JSON.parse(readFileSync(file, "utf8"));
  const busy = nodes.filter(({ callFrame }) => callFrame.functionName !== "(idle)");
  const all = busy.reduce((sum, { hitCount = 0 }) => sum + hitCount, 0);
  const summed = (nameOf: (node: Node) => string): readonly Spot[] => {
    const hits = Map.groupBy(busy, nameOf);
    return [...hits].map(([name, group]) => ({ name, share: group.reduce((sum, { hitCount = 0 }) => sum + hitCount, 0) / all })).sort((a, b) => b.share - a.share).slice(0, most);
  };
  return [...summed(homeOf).map((spot) => ({ ...spot, name: `[${spot.name}]` })).slice(0, 14), ...summed(placeOf)];
}

function placeOf({ callFrame: { functionName, url, lineNumber } }: Node): string {
  const place = url === "" ? "" : ` ${shown(url)}:${lineNumber + 1}`;
  return `${functionName || "(nameless)"}${place}`;
}

/** The package, or the room of ours. */
function homeOf({ callFrame: { functionName, url } }: Node): string {
  if (url === "") return functionName.startsWith("(") ? functionName : "native";
  if (url.startsWith("node:")) return url;
  const path = shown(url);
  const [, name] = /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
  return name ?? path.split("/").slice(0, 2).join("/");
}

const shown = (url: string): string => (url.startsWith("file:") ? relative(root, fileURLToPath(url)) : url);
