import { begin } from "./begin.mjs";

await begin("build.ts");
