import { readFileSync } from "node:fs";
import { getExtension } from "@shopify/ui-extensions-tester";
import { render } from "preact";
import { onTestFinished, vi } from "vitest";
import { inRoot } from "#app/launch/root.ts";
import { told } from "./told.ts";

// Written into the script when it is built; here it is read when the block is first drawn.
process.env["APP_URL"] = "https://pay.example.com";

export const targets = ["purchase.thank-you.block.render", "customer-account.order-status.block.render"] as const;
export type Target = (typeof targets)[number];

export const languages = ["en.default", "de", "es", "fr", "ja", "ar"] as const;
export type Language = (typeof languages)[number];

type Words = { readonly [key: string]: string | Words };

export const wordsIn = (language: Language): Words => JSON.parse(readFileSync(inRoot(`extensions/checkout/locales/${language}.json`), "utf8"));

/** As Shopify translates: a key nobody wrote, or a value nobody gave, fails the test. */
export function say(language: Language) {
  const words = wordsIn(language);
  return (key: string, values: Readonly<Record<string, string | number>> = {}): string => {
    const found = key.split(".").reduce<string | Words | undefined>((at, part) => (typeof at === "object" ? at[part] : undefined), words);
    if (typeof found !== "string") throw new Error(`no words for ${key} in ${language}`);
    return found.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined) throw new Error(`no ${name} for ${key}`);
      return String(value);
    });
  };
}

/** A signal of Shopify's that changes when the test says so. */
export function live<T>(first: T) {
  const listeners = new Set<(value: T) => void>();
  let value = first;
  const set = (next: T) => {
    value = next;
    listeners.forEach((listen) => listen(next));
  };
  const subscribe = (listen: (value: T) => void) => {
    listeners.add(listen);
    return () => void listeners.delete(listen);
  };
  return { get value() { return value; }, get current() { return value; }, subscribe, destroy: async () => undefined, set };
}

export type Asked = { readonly url: string; readonly method: string; readonly authorization: string | null };
export type Reply = { readonly status?: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> } | "no network";

type Setting = {
  readonly target?: Target;
  readonly language?: Language;
  readonly methods?: readonly string[];
  /** By path; the last of a list stays. */
  readonly replies?: readonly Reply[];
  readonly credit?: readonly Reply[];
  /** What is otherwise on Shopify's side, of what is there without it. */
  readonly change?: (shopify: { readonly extension: object }) => object;
};

/** The block on a page of Shopify's, with an app that answers as the test says, in a time that passes as the test says. */
export async function openBlock({ target = targets[0], language = "en.default", methods = ["manualPayment"], replies = [{ body: told() }], credit = [{ body: { state: "none" } }], change }: Setting = {}) {
  vi.useFakeTimers();
  const extension = getExtension(target, { configSearchDir: inRoot("extensions/checkout") });
  extension.setUp();
  onTestFinished(() => {
    render(null, document.body);
    extension.tearDown();
    vi.useRealTimers();
  });
  // The tester's double knows nothing of the editor; what is said here goes before what it says by itself.
  const ours = {
    extension: { ...extension.shopify.extension, editor: undefined },
    i18n: { ...extension.shopify.i18n, translate: say(language) },
    checkoutToken: live("checkout-1"),
    ...(target === targets[0] ? { selectedPaymentOptions: live(methods.map((type, n) => ({ handle: String(n), type }))) } : { order: live({ id: "gid://shopify/Order/1", name: "#1001" }) }),
  };
  Object.assign(extension.shopify, ours, change?.(ours));
  const asked: Asked[] = [];
  const answers = { "/checkout/order": [...replies], "/checkout/credit": [...credit] };
  extension.fetch = async (input, init) => {
    const url = new URL(String(input));
    asked.push({ url: String(url), method: init?.method ?? "GET", authorization: new Headers(init?.headers).get("authorization") });
    const queue = url.pathname === "/checkout/order" ? answers["/checkout/order"] : answers["/checkout/credit"];
    const reply = (queue.length > 1 ? queue.shift() : queue[0]) ?? "no network";
    if (reply === "no network") throw new TypeError("Failed to fetch");
    return new Response(JSON.stringify(reply.body ?? {}), { status: reply.status ?? 200, headers: { ...reply.headers } });
  };
  await extension.render();
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  await pass(100);
  const all = (tag: string) => [...document.body.querySelectorAll(tag)];
  return {
    asked,
    pass,
    all,
    /** Without the marks that keep an amount together where one reads from right to left. */
    text: () => (document.body.textContent ?? "").replaceAll(/[\u2066\u2069]/g, ""),
    press: async (label: string) => {
      const button = all("s-button").find(({ textContent }) => textContent === label);
      if (!button) throw new Error(`no button ${label} in ${document.body.innerHTML}`);
      button.dispatchEvent(new Event("click"));
      await pass(100);
    },
    /** What will be answered from now on. */
    answer: (...next: readonly Reply[]) => void answers["/checkout/order"].splice(0, Infinity, ...next),
  };
}
