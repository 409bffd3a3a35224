import { mkdirSync, writeFileSync } from "node:fs";
import { inRoot } from "./root.ts";
import { makeWhenChanged } from "./stamp.ts";

const folder = "app/ui/shopper/made";

/** What reads QR codes in browsers that cannot by themselves: a script of its own, which a page gets only when somebody
 * wants the camera. It keeps the notice of its authors. */
export const buildReader = (): Promise<boolean> =>
  makeWhenChanged(folder, ["app/launch/reader.ts", "node_modules/qr/package.json"], async () => {
    // A container's image keeps this file, which the operator's tool imports too, and not what only building needs.
    const { build } = await import("esbuild");
    mkdirSync(inRoot(folder), { recursive: true });
    const { outputFiles: [script] } = await build({
      stdin: { contents: `export { BarcodeDetector } from "qr/decode.js";`, resolveDir: inRoot() },
      bundle: true,
      write: false,
      minify: true,
      target: "es2020",
      format: "esm",
      legalComments: "eof",
      logLevel: "silent",
    });
    if (script) writeFileSync(inRoot(folder, "read-codes.js"), script.text);
  });
