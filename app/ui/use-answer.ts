import type { Fetcher } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { useEffect } from "react";

type Answered = { readonly ok: true; readonly done: string } | { readonly ok: false };

/** Once an action has answered and the page is up to date: success is a toast, and `onDone` tidies up. */
export function useAnswer(fetcher: Pick<Fetcher, "state"> & { readonly data: Answered | undefined }, onDone: () => void): void {
  const bridge = useAppBridge();
  const { data, state } = fetcher;
  useEffect(() => {
    if (state !== "idle" || !data?.ok) return;
    bridge.toast.show(data.done);
    onDone();
    // Only a new answer matters; `onDone` is a new function with every rendering.
  }, [data, state]);
}
