import { describe, expect, onTestFinished, test } from "vitest";
import { openPace } from "#app/doors/pay-alike.ts";
import { annsId } from "../setup/ann.ts";
import { claimLetters } from "./pay-claims.ts";
import { confirm, DUE, openDoors, openShop, orderOf, place, purse, referenceFor, report, type Shop } from "./world.ts";

const ann = purse("ann");
const wrong = "0".repeat(32);

async function open(): Promise<Shop> {
  return openShop(await openDoors());
}

type Event = { readonly event: string; readonly id: string; readonly data: string };

/** Reads a stream as browsers do: comments and retry times left out. */
async function listen(url: string, headers: Readonly<Record<string, string>> = {}) {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const answer = await fetch(url, { headers, signal: stop.signal });
  const reader = answer.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  const next = async (): Promise<Event> => {
    for (;;) {
      const end = text.indexOf("\n\n");
      if (end >= 0) {
        const lines = Object.fromEntries(text.slice(0, end).split("\n").map((line) => line.split(/: (.*)/s, 2)));
        text = text.slice(end + 2);
        if ("event" in lines) return { event: lines.event, id: lines.id ?? "", data: lines.data ?? "" };
        continue;
      }
      const read = await reader?.read();
      if (!read || read.done) throw new Error("the stream ended");
      text += decoder.decode(read.value, { stream: true });
    }
  };
  return { status: answer.status, headers: answer.headers, next, stop: () => stop.abort() };
}

const statusOf = async (shop: Shop, token: string, headers: Readonly<Record<string, string>> = {}) => {
  const answer = await fetch(`${shop.url}/pay/${token}/status`, { headers });
  return { status: answer.status, headers: answer.headers, json: answer.status === 200 ? await answer.json() : null };
};

describe("how an order stands", () => {
  test("is told by its token, in units and for people, and not again while nothing changed", async () => {
    const shop = await open();
    const order = await place(shop, "1");
    const first = await statusOf(shop, order.token);
    expect(first.json).toMatchObject({ state: "waiting", name: "#1", due: { units: "477000000" }, remaining: { units: "477000000", display: "477.000000" }, payments: [] });
    expect(JSON.stringify(first.json)).not.toMatch(new RegExp(`ann|example|${annsId}`, "i"));
    const known = { "If-None-Match": first.headers.get("etag") ?? "" };
    expect((await statusOf(shop, order.token, known)).status).toBe(304);
    await report(shop, "tx1", { from: ann, units: 1_000_000n, memo: referenceFor(shop, order) });
    expect((await statusOf(shop, order.token, known)).json).toMatchObject({ state: "part", remaining: { units: "476000000" }, received: { seen: { units: "1000000" } } });
  });

  test("is told to nobody with a wrong token, and as late as with a right one", async () => {
    const waits: number[] = [];
    const world = await openDoors();
    const shop = await openShop({ ...world });
    Object.assign(shop.context, { wait: (ms: number) => Promise.resolve(waits.push(ms)) });
    const order = await place(shop, "1");
    for (let times = 0; times < 3; times++) expect((await statusOf(shop, order.token)).status).toBe(200);
    for (const path of [`${wrong}/status`, `${wrong}/events`, `${wrong}`, `${order.token.toUpperCase()}x/status`]) expect((await fetch(`${shop.url}/pay/${path}`)).status).toBe(404);
    expect(waits.length).toBeGreaterThan(0);
  });

  test("a wrong answer's time is that of a right one, whichever is picked", () => {
    const pace = openPace((below) => below - 1);
    expect(pace.like()).toBeGreaterThan(0);
    for (const ms of [10, 20, 30]) pace.took(ms);
    expect(pace.like()).toBe(30);
  });
});

describe("an open page", () => {
  test("is told of a payment and its confirmation, and of nothing that it shows already", async () => {
    const shop = await open();
    const order = await place(shop, "1");
    const { json } = await statusOf(shop, order.token);
    const page = await listen(`${shop.url}/pay/${order.token}/events?since=${json.mark}`);
    expect(page.headers.get("content-type")).toMatch(/^text\/event-stream/);
    await report(shop, "tx1", { from: ann, units: DUE, memo: referenceFor(shop, order) });
    const seen = await page.next();
    expect(JSON.parse(seen.data)).toMatchObject({ state: "seen", mark: seen.id });
    await confirm(shop, "tx1");
    const paid = await page.next();
    expect(JSON.parse(paid.data)).toMatchObject({ state: "paid" });
    page.stop();

    // Whoever comes back is told what they missed, and who missed nothing waits.
    const missed = await listen(`${shop.url}/pay/${order.token}/events?since=${json.mark}`, { "Last-Event-ID": seen.id });
    expect((await missed.next()).id).toBe(paid.id);
    const current = await listen(`${shop.url}/pay/${order.token}/events`, { "Last-Event-ID": paid.id });
    const next = current.next();
    await report(shop, "tx2", { from: ann, units: 1n, memo: referenceFor(shop, order) });
    expect(JSON.parse((await next).data).payments).toHaveLength(2);
  });

  test("of another order hears nothing of it", async () => {
    const shop = await open();
    const [one, other] = [await place(shop, "1"), await place(shop, "2", { customer: "7002" })];
    const { json } = await statusOf(shop, other.token);
    const page = await listen(`${shop.url}/pay/${other.token}/events?since=${json.mark}`);
    const heard = page.next();
    await report(shop, "tx1", { from: ann, units: DUE, memo: referenceFor(shop, one) });
    await confirm(shop, "tx1");
    await report(shop, "tx2", { from: purse("ben"), units: 5n, memo: referenceFor(shop, other) });
    expect(JSON.parse((await heard).data)).toMatchObject({ name: "#2", state: "part" });
  });
});

describe("a claim brought by hand", () => {
  test("is obeyed when it signs this order's reference, from a form or as wallets write it", async () => {
    const shop = await open();
    for (const [id, form] of [["1", "form"], ["2", "json"]] as const) {
      const order = await place(shop, id);
      const answer = await claimLetters(shop, order.token).send(referenceFor(shop, order), form);
      expect(answer.status).toBe(form === "form" ? 303 : 200);
      if (form === "form") expect(answer.location).toBe(`/pay/${order.token}`);
      expect(await orderOf(shop, id)).toMatchObject({ status: "claimed", claimer: { by: "proven" } });
    }
  });

  test.each([
    ["another order's reference", "reference_wrong"],
    ["a bare order id", "reference_wrong"],
    ["no claim at all", "claim_unreadable"],
    ["another's signature", "signature_wrong"],
  ] as const)("is refused when it is %s", async (what, code) => {
    const shop = await open();
    const [order, other] = [await place(shop, "1"), await place(shop, "2")];
    const letters = claimLetters(shop, order.token);
    const text = { "another order's reference": referenceFor(shop, other), "a bare order id": "1", "no claim at all": null, "another's signature": referenceFor(shop, order) }[what];
    const answer = await letters.send(text, "form", what === "another's signature" ? "forged" : "true");
    expect(answer).toEqual({ status: 303, location: `/pay/${order.token}?refused=${code}` });
    expect((await orderOf(shop, "1"))?.status).toBe("unclaimed");
    expect((await orderOf(shop, "2"))?.status).toBe("unclaimed");
  });

  test("opens nothing with a wrong token", async () => {
    const shop = await open();
    const order = await place(shop, "1");
    expect((await claimLetters(shop, wrong).send(referenceFor(shop, order), "json")).status).toBe(404);
    expect((await orderOf(shop, "1"))?.status).toBe("unclaimed");
  });
});
