// @vitest-environment jsdom
import { expect, test } from "vitest";
import { languages, live, openBlock, targets, type Reply } from "./block.ts";
import { amount, link, told } from "./told.ts";

test("a shopper who chose our method sees what to send, where to and until when, and can copy each", async () => {
  const { asked, all, text, pass } = await openBlock();
  expect(asked).toEqual([{ url: "https://pay.example.com/checkout/order?token=checkout-1", method: "GET", authorization: "Bearer mock-session-token" }]);
  for (const shown of ["477 XTR", "for 15.90 USD", "Waiting", "1 h 59 min left.", "f2Address0…45678901"]) expect(all("s-banner").map((each) => each.getAttribute("heading")).join() + text()).toContain(shown);
  expect(all("s-qr-code").map((code) => code.getAttribute("content"))).toEqual([link]);
  expect(all("s-clipboard-item").map((item) => item.getAttribute("text"))).toEqual(["477", told().sendTo, told().note]);
  const page = all("s-button").find(({ textContent }) => textContent === "Open payment page");
  expect(page?.getAttribute("href")).toBe(told().page);
  all("s-clipboard-item")[0]?.dispatchEvent(new Event("copy"));
  await pass(100);
  expect(all("s-button").map(({ textContent }) => textContent)).toEqual(["Open payment page", "Copied", "Copy address", "Copy reference", "Check again"]);
  // Where a browser lets nobody copy, the whole text is there to be copied by hand.
  all("s-clipboard-item")[1]?.dispatchEvent(new Event("CopyError"));
  await pass(100);
  expect(text()).toContain(told().sendTo);
});

const states: readonly (readonly [string, Record<string, unknown>, RegExp, "asks" | "asks for nothing"])[] = [
  ["without a rate", { state: "unpriced", due: null, remaining: null, links: [], sendTo: null, secondsLeft: null }, /15\.90 USD.*no rate for this currency/, "asks for nothing"],
  ["waiting", {}, /Send exactly this amount/, "asks"],
  ["waiting at a shop without a wallet", { links: [], sendTo: null }, /cannot receive this payment yet/, "asks for nothing"],
  ["on its way", { state: "seen", received: amount(477_000_000), remaining: amount(0), links: [], sendTo: null, confirmations: { have: 2, need: 5 } }, /2 of 5 confirmations/, "asks for nothing"],
  ["on its way, as deep as its wallet says", { state: "seen", remaining: amount(0), links: [], sendTo: null }, /as soon as it is final\./, "asks for nothing"],
  ["part paid", { state: "part", received: amount(200_000_000), remaining: amount(277_000_000) }, /^277 XTR.*200 XTR arrived\. Please send the remaining 277 XTR/s, "asks"],
  ["paid", { state: "paid", status: "paid", remaining: amount(0), links: [], sendTo: null, secondsLeft: null }, /Your payment arrived\. Thank you!/, "asks for nothing"],
  ["over-paid", { state: "over", status: "paid", remaining: amount(0), links: [], sendTo: null, secondsLeft: null }, /More arrived than was due/, "asks for nothing"],
  ["expired", { state: "expired", status: "expired", remaining: amount(0), links: [], sendTo: null, secondsLeft: null }, /Money already sent is not lost/, "asks for nothing"],
  ["cancelled", { state: "cancelled", status: "cancelled", remaining: amount(0), links: [], sendTo: null, secondsLeft: null }, /do not pay it any more/, "asks for nothing"],
  ["paid too late", { state: "late", status: "expired", remaining: amount(0), links: [], sendTo: null, secondsLeft: null }, /after the order was let go, and it is not lost/, "asks for nothing"],
  ["past its rate", { state: "needs-quote", links: [], sendTo: null }, /ask for a new amount on the payment page/, "asks for nothing"],
];

for (const target of targets) {
  test.each(states)(`${target.split(".")[1]}: an order that is %s says so in one sentence`, async (_, change, sentence, asks) => {
    const { text, all } = await openBlock({ target, replies: [{ body: told(change) }] });
    expect(text()).toMatch(sentence);
    expect(all("s-qr-code")).toHaveLength(asks === "asks" ? 1 : 0);
    expect(all("s-button").filter((button) => button.getAttribute("href") === told().page)).toHaveLength(1);
  });
}

test.each(languages)("every state has its words in %s", async (language) => {
  for (const [, change] of states) {
    const { text } = await openBlock({ language, replies: [{ body: told(change) }] });
    expect(text().length).toBeGreaterThan(20);
  }
});

test.each(targets)("%s shows sample data in the editor, and asks no server", async (target) => {
  const { asked, text, all } = await openBlock({ target, change: ({ extension }) => ({ extension: { ...extension, editor: { type: "checkout" } } }) });
  expect(text()).toContain("This is a sample.");
  expect(all("s-qr-code")).toHaveLength(1);
  expect(asked).toEqual([]);
});

test.each([[["creditCard"]], [["giftCard", "paymentOnDelivery"]], [[]]])("an order paid by %j has no block, and nobody is asked", async (methods) => {
  const { asked, text } = await openBlock({ methods });
  expect([asked, text()]).toEqual([[], ""]);
});

test.each(targets)("%s: an order of another manual method has no block once the app says so, and is not asked for again", async (target) => {
  const { asked, text, pass } = await openBlock({ target, replies: [{ body: { state: "none" } }] });
  await pass(600_000);
  expect([asked.length, text()]).toEqual([1, ""]);
});

test("it waits for the order's id, then for the app to hear of the order, and shows it as soon as it has", async () => {
  const confirmation = live<{ order: { id: string } | undefined }>({ order: undefined });
  const fetching = { status: 202, body: { state: "fetching", retryAfterMs: 1000 } };
  const { asked, text, pass } = await openBlock({ replies: [fetching, fetching, { body: told() }], change: () => ({ orderConfirmation: confirmation }) });
  expect(asked).toEqual([]);
  expect(text()).toContain("being prepared");
  confirmation.set({ order: { id: "gid://shopify/OrderIdentity/1" } });
  await pass(100);
  expect(asked).toHaveLength(1);
  expect(text()).toContain("being prepared");
  await pass(3_000);
  expect(asked).toHaveLength(3);
  expect(text()).toContain("477 XTR");
});

test("it asks again by itself, slower and slower, until nothing can change any more", async () => {
  const { asked, text, pass, answer } = await openBlock();
  await pass(30_000);
  const inHalfAMinute = asked.length;
  expect(inHalfAMinute).toBeGreaterThanOrEqual(5);
  expect(inHalfAMinute).toBeLessThanOrEqual(7);
  answer({ body: told({ state: "paid", links: [], sendTo: null }) });
  await pass(15_000);
  expect(text()).toContain("Thank you!");
  const atLast = asked.length;
  await pass(3_600_000);
  expect(asked.length).toBe(atLast);
});

test("a page left open asks for about a quarter of an hour; then whoever comes back presses once", async () => {
  const { asked, pass, press, text, answer } = await openBlock();
  await pass(3_600_000);
  expect(asked).toHaveLength(90);
  answer({ body: told({ state: "paid", links: [], sendTo: null }) });
  await press("Check again");
  expect(asked).toHaveLength(91);
  expect(text()).toContain("Thank you!");
});

test("while it is out of sight nobody is asked, and when it comes back at once", async () => {
  const rendered = live(true);
  const { asked, pass } = await openBlock({ change: ({ extension }) => ({ extension: { ...extension, rendered } }) });
  rendered.set(false);
  await pass(600_000);
  expect(asked).toHaveLength(1);
  rendered.set(true);
  await pass(100);
  expect(asked).toHaveLength(2);
});

test.each<[string, Reply]>([
  ["is not reached", "no network"],
  ["fails", { status: 500 }],
  ["does not believe the page", { status: 401, body: { code: "session_token_invalid" } }],
  ["speaks oddly", { body: { state: "unheard of" } }],
  ["speaks no JSON object", { body: [] }],
])("an app that %s leaves the shopper with a calm sentence and a button, and what was known stays", async (_, reply) => {
  const first = await openBlock({ replies: [reply] });
  expect(first.text()).toContain("Your order is safe");
  first.answer({ body: told() }, reply);
  await first.press("Check again");
  expect(first.text()).toContain("477 XTR");
  await first.pass(4_000);
  expect(first.text()).toContain("477 XTR");
  expect(first.text()).toContain("cannot be reached right now");
});

test("an app that is busy is asked no sooner than it says", async () => {
  const { asked, pass } = await openBlock({ replies: [{ status: 429, headers: { "Retry-After": "40" } }, { body: told() }] });
  await pass(39_000);
  expect(asked).toHaveLength(1);
  await pass(10_000);
  expect(asked.length).toBeGreaterThan(1);
});

test("an answer that takes for ever is given up, and a press meanwhile asks anew", async () => {
  const { asked, text, press } = await openBlock({ replies: ["no network"] });
  expect(asked).toHaveLength(1);
  await press("Check again");
  await press("Check again");
  expect(asked).toHaveLength(3);
  expect(text()).toContain("Your order is safe");
});

const status = targets[1];

test("who comes back to an order we know nothing of sees nothing, and no error", async () => {
  const { text } = await openBlock({ target: status, replies: [{ status: 202, body: { state: "fetching", retryAfterMs: 1000 } }] });
  expect(text()).toBe("");
});

test("who is logged in and has credit pays with one press", async () => {
  const offered = { state: "offered", credit: amount(500_000_000), missing: amount(0) };
  const { asked, text, press, answer } = await openBlock({ target: status, credit: [{ body: offered }, { body: { ...offered, state: "granted" } }] });
  expect(text()).toContain("You have 500 XTR of credit at this shop.");
  answer({ body: told({ state: "paid", links: [], sendTo: null }) });
  await press("Pay with my credit");
  expect(asked.filter(({ url }) => url.includes("/checkout/credit")).map(({ method, url }) => [method, new URL(url).searchParams.get("token")])).toEqual([["GET", "checkout-1"], ["POST", "checkout-1"]]);
  expect(text()).toContain("Thank you!");
  expect(text()).not.toContain("credit at this shop");
});

test("credit that is not enough says what is still to pay, before and after the press", async () => {
  const offered = { state: "offered", credit: amount(77_000_000), missing: amount(400_000_000) };
  const { text, press } = await openBlock({ target: status, credit: [{ body: offered }, { body: { ...offered, state: "granted" } }] });
  expect(text()).toContain("With it, 400 XTR is still to pay.");
  await press("Use my credit");
  expect(text()).toContain("Your credit counts for this order. 400 XTR is still to pay.");
});

test("a press that fails says that nothing was spent, and may be made again", async () => {
  const offered = { body: { state: "offered", credit: amount(500_000_000), missing: amount(0) } };
  const { text, press } = await openBlock({ target: status, credit: [offered, { status: 503 }, offered] });
  await press("Pay with my credit");
  expect(text()).toContain("nothing was spent");
  await press("Pay with my credit");
  expect(text()).not.toContain("nothing was spent");
});

test.each([["nobody is logged in", { body: { state: "signed-out" } }], ["there is none", { body: { state: "none" } }], ["it is somebody else's order", { status: 403 }]])("no credit is shown where %s", async (_, reply) => {
  const { text } = await openBlock({ target: status, credit: [reply] });
  expect(text()).toContain("477 XTR");
  expect(text()).not.toContain("credit");
});

test("on the thank-you page nobody is logged in yet, and no credit is asked for", async () => {
  const { asked } = await openBlock();
  expect(asked.filter(({ url }) => url.includes("credit"))).toEqual([]);
});
