import { createContext } from "react";

/** What lets an inline script of ours run on this page; the browser, which has run it by then, is told nothing. */
export const NonceContext = createContext<string | undefined>(undefined);
