// Preloaded into every process of a test's. It is killed when the test is over, and would then keep nothing of what it
// compiled: told that it is up, it writes that down for those that start after it.
import { flushCompileCache } from "node:module";

process.on("message", () => flushCompileCache());
process.channel?.unref();
