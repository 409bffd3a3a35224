import type { Process } from "./process.ts";

/**
 * The strokes of clocks that these workers say they have ended, as often as they say so. What a killed one said last is
 * left out: it may not have come to tell the queue, and another then does it again.
 */
export function strokesOf(workers: readonly { readonly process: Process; readonly end: "killed" | "alive" }[]): readonly string[] {
  return workers.flatMap(({ process, end }) => {
    const ended = [...process.output().matchAll(/"id":"(repeat:[^"]+)".*"msg":"job\.done"/g)].map(([, id]) => id ?? "");
    return end === "killed" ? ended.slice(0, -1) : ended;
  });
}
