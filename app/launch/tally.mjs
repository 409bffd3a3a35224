import { begin } from "./begin.mjs";

await begin("tally.ts", "what runs");
