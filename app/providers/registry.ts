import { manual } from "./manual/provider.ts";
import type { Provider } from "./provider.ts";
import { tari } from "./tari/provider.ts";

/** Every provider of this installation, by name. */
export const providers = { tari, manual } as const satisfies Readonly<Record<string, Provider>>;

export type Providers = typeof providers;
