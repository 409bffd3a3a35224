import { isAbsolute, resolve } from "node:path";

/** A file as the person at the terminal means it: from where npm was called. */
export function fileNamed(name: string): string {
  return isAbsolute(name) ? name : resolve(process.env["INIT_CWD"] ?? ".", name);
}
