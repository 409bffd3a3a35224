import { begin } from "./begin.mjs";

await begin("demo.ts");
