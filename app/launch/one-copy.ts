import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Plugin } from "vite";
import { root } from "./root.ts";

const ours = /^#app\/.*\.ts$/;

// Folders whose code may travel to a browser; all others hold the server's own.
const forBrowsers = /^#app\/(engine|ui|locales|routes)\//;

const virtual = "\0native:";

/** Keeps our modules single. Node runs every `.ts` as it stands, so the screens' bundle must import them instead of
 * holding a second copy: a second pool, a second clock, and errors that are no longer instances of their class.
 * It also refuses to put server code into a browser's bundle. */
export function oneCopy(): Plugin {
  let isDev = false;
  return {
    name: "one-copy",
    enforce: "pre",
    configResolved(config) {
      isDev = config.command === "serve";
    },
    resolveId(source, importer, { ssr }) {
      if (!ours.test(source)) return null;
      if (ssr) return isDev ? virtual + source : { id: source, external: true };
      if (forBrowsers.test(source)) return null;
      return this.error(`${source} is the server's own and cannot go to a browser (imported by ${importer}).`);
    },
    async load(id) {
      return id.startsWith(virtual) ? reExport(id.slice(virtual.length)) : null;
    },
  };
}

// Vite's dev server cannot leave a module external, so it gets one that hands on what Node has loaded.
async function reExport(source: string): Promise<string> {
  const url = pathToFileURL(join(root, "app", source.slice("#app/".length))).href;
  const exported = Object.keys(await import(url));
  const lines = exported.map((name) => `const ${local(name)} = native[${JSON.stringify(name)}]; export { ${local(name)} as ${name} };`);
  return [`const native = await import(/* @vite-ignore */ ${JSON.stringify(url)});`, ...lines].join("\n");
}

const local = (name: string): string => `_${name}`;
