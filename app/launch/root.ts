import { dirname, join, resolve } from "node:path";

/** The clone's folder; every path of ours is below it or below DATA_DIR. */
export const root = dirname(dirname(import.meta.dirname));

export const inRoot = (...parts: readonly string[]): string => join(root, ...parts);

export const dataDirOf = (env: NodeJS.ProcessEnv): string => resolve(root, env["DATA_DIR"] || "data");
