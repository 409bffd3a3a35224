import { begin } from "./begin.mjs";

await begin("migrate-once.ts", "what runs");
