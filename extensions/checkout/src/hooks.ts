import { useEffect, useRef, useState } from "preact/hooks";
import type { Answer, Told } from "./answer.ts";
import { appUrl } from "./app-url.ts";
import { askOrder, type Host, type Signal } from "./host.ts";
import { watch, type Watching } from "./watch.ts";

export function useValue<T>(signal: Signal<T>): T {
  const [value, setValue] = useState<T>(() => signal.value);
  useEffect(() => {
    const take = () => setValue(() => signal.value);
    // It may have changed between the first drawing and now.
    take();
    return signal.subscribe(take);
  }, [signal]);
  return value;
}

/** How the order stands as far as we know: the last that was told stays while the app is silent. */
export type Payment = {
  readonly told: Told | null;
  readonly answer: Answer | null;
  readonly isAsking: boolean;
  readonly isResting: boolean;
  readonly checkAgain: () => void;
};

export function usePayment(host: Host, checkoutToken: string | null): Payment {
  const [state, setState] = useState<Omit<Payment, "checkAgain">>({ told: null, answer: null, isAsking: true, isResting: false });
  const watching = useRef<Watching | null>(null);
  useEffect(() => {
    if (checkoutToken === null || appUrl === null) return undefined;
    const address = appUrl;
    const own = watch({
      ask: (signal) => askOrder(host, { address, checkoutToken, signal }),
      isSeen: () => host.rendered.value,
      tell: (answer, then) => setState((before) => ({ answer, told: answer.kind === "told" ? answer.told : before.told, isAsking: false, isResting: then === "rests" })),
    });
    watching.current = own;
    const leave = host.rendered.subscribe(own.look);
    return () => {
      leave();
      own.stop();
    };
  }, [host, checkoutToken]);
  const checkAgain = () => {
    setState((before) => ({ ...before, isAsking: true }));
    watching.current?.again();
  };
  return { ...state, checkAgain };
}
