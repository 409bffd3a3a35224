// Stands in for what Shopify brings to a block on its pages: the global it talks to. The elements are in block-elements.js.
const facts = JSON.parse(document.querySelector("#facts").textContent);

/** Nothing of it changes while the page is open. */
const signal = (value) => ({ value, current: value, subscribe: () => () => undefined, destroy: async () => undefined });

const translate = (key, values = {}) => {
  const words = key.split(".").reduce((at, part) => at?.[part], facts.words);
  if (typeof words !== "string") throw new Error(`no words for ${key}`);
  return words.replaceAll(/\{\{(\w+)\}\}/g, (_, name) => String(values[name] ?? ""));
};

async function sessionToken() {
  const answer = await fetch(facts.tokenPath);
  if (!answer.ok) throw new Error(`no session token: ${answer.status}`);
  return (await answer.json()).token;
}

window.payBlockAppUrl = facts.appUrl;

window.shopify = {
  // What the build of Shopify's tool calls for each page a block is for.
  extend: (target, run) => target === facts.target && run(),
  setSignals: () => undefined,
  extension: { target: facts.target, editor: facts.isEditor ? { type: "checkout" } : undefined, rendered: signal(true) },
  orderConfirmation: signal({ order: { id: facts.orderId }, isFirstOrder: false }),
  order: signal({ id: facts.orderId, name: facts.orderName }),
  checkoutToken: signal(facts.checkoutToken),
  selectedPaymentOptions: signal([{ handle: "0", type: "manualPayment" }]),
  authenticationState: signal("fully_authenticated"),
  sessionToken: { get: sessionToken },
  i18n: { translate },
};

// The frame is as high as what is in it.
const fit = () => {
  if (window.frameElement) window.frameElement.style.height = `${document.documentElement.scrollHeight}px`;
};
new ResizeObserver(fit).observe(document.body);
