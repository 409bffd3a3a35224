import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build, type BuildOptions } from "esbuild";
import { inRoot } from "./root.ts";
import { Refusal } from "./say.ts";
import { makeWhenChanged } from "./stamp.ts";

/** Shopify refuses a block of more than 64 KB; a phone on a slow line thanks us for less. Compressed bytes. */
export const LARGEST_BLOCK = 20 * 1024;

const extension = "extensions/checkout";
// Not in build/, which Remix empties.
const folder = ".cache/blocks";

/** The targets the extension's own file names, each with its module. */
export function targetsIn(toml: string): readonly { readonly target: string; readonly module: string }[] {
  return [...toml.matchAll(/^\s*target = "([^"]+)"\n\s*module = "([^"]+)"/gm)].map(([, target = "", module = ""]) => ({ target, module }));
}

/** As Shopify's tool puts it together when it deploys: one script for all targets. `appUrl`: what stands for the app's address. */
export function blockBuild(appUrl: string): BuildOptions & { readonly write: false } {
  const targets = targetsIn(readFileSync(inRoot(extension, "shopify.extension.toml"), "utf8"));
  const lines = targets.map(({ target, module }, n) => `import target${n} from ${JSON.stringify(module)}; shopify.extend(${JSON.stringify(target)}, (...args) => target${n}(...args));`);
  return {
    stdin: { contents: lines.join("\n"), resolveDir: inRoot(extension), loader: "ts" },
    bundle: true,
    write: false,
    minify: true,
    target: "es6",
    format: "iife",
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    logLevel: "silent",
    define: { "process.env.NODE_ENV": '"production"', "process.env.APP_URL": appUrl },
  };
}

/** The script's text; refused where it is larger than it may be. */
export async function bundleBlock(appUrl: string): Promise<string> {
  const { outputFiles: [script] } = await build(blockBuild(appUrl));
  if (!script) throw new Refusal("esbuild made nothing of the blocks.");
  const size = gzipSync(script.contents, { level: 9 }).length;
  if (size > LARGEST_BLOCK) throw new Refusal(`The blocks for Shopify's pages have ${size} bytes compressed, and may have ${LARGEST_BLOCK}.`);
  return script.text;
}

/** The blocks for the sandbox's own pages, which say themselves where the app is. */
export const buildBlocks = (): Promise<boolean> =>
  makeWhenChanged(folder, [`${extension}/**/*`, "app/launch/blocks.ts", "package-lock.json"], async () => {
    const text = await bundleBlock("payBlockAppUrl");
    mkdirSync(inRoot(folder), { recursive: true });
    writeFileSync(inRoot(folder, "pay-block.js"), text);
  });
