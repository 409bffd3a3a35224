import { Piscina } from "piscina";
import type { Signed } from "./schnorr.ts";

/** A thread of its own: a third of a millisecond each is little, but not while whoever else came in waits for it. */
const thread = new Piscina<Signed, boolean>({ filename: new URL("./aside-thread.ts", import.meta.url).href, minThreads: 0, maxThreads: 1, idleTimeout: Infinity, concurrentTasksPerWorker: 64 });

/** `verify`, beside the event loop. Rejects only when the thread broke, which says nothing of the signature. */
export const verifyAside = (signed: Signed): Promise<boolean> => thread.run(signed);
