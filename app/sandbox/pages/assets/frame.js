// Shopify's admin around the embedded app: its navigation, title, save bar and toasts.
const frame = document.querySelector("iframe");
const { appOrigin, shop } = document.body.dataset;
const part = (name) => document.querySelector(`[data-part="${name}"]`);
const tell = (type, rest = {}) => frame.contentWindow.postMessage({ sandbox: type, ...rest }, appOrigin);

const button = (label, act, { primary = false, disabled = false } = {}) => {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: label, disabled, className: primary ? "primary" : "" });
  made.addEventListener("click", act);
  return made;
};

let path = frame.dataset.path;
const markActive = () => {
  for (const link of part("nav").querySelectorAll("a")) {
    const isHere = link.getAttribute("href") === path;
    if (isHere) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
};

const heard = {
  async token({ request }) {
    const answer = await fetch(`/control/shops/${shop}/session-token`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: "{}",
    });
    tell("token", { request, token: (await answer.json()).token });
  },
  // This merchant grants whatever the app asks for.
  async grant({ request, scopes }) {
    await fetch(`/control/shops/${shop}/grant`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ scopes }) });
    tell("granted", { request });
  },
  path(message) {
    path = message.path;
    history.replaceState(null, "", `/admin?shop=${encodeURIComponent(shop)}&path=${encodeURIComponent(path)}`);
    markActive();
  },
  chrome({ items, title, buttons }) {
    part("nav").replaceChildren(
      ...items.map(({ label, href }) => {
        const link = Object.assign(document.createElement("a"), { textContent: label });
        link.setAttribute("href", href);
        link.addEventListener("click", (event) => {
          event.preventDefault();
          tell("navigate", { href });
        });
        return link;
      }),
    );
    part("title").textContent = title || "Tallystick";
    document.title = `${title || "Tallystick"} · Sandbox admin`;
    part("actions").replaceChildren(...buttons.map(({ index, label, primary, disabled }) => button(label, () => tell("action", { index }), { primary, disabled })));
    markActive();
  },
  toast({ id, message, duration, isError }) {
    const toast = Object.assign(document.createElement("p"), { className: isError ? "toast error" : "toast", textContent: message });
    toast.dataset.toast = id;
    part("toasts").append(toast);
    setTimeout(() => toast.remove(), duration);
  },
  toastEnd({ id }) {
    part("toasts").querySelector(`[data-toast="${CSS.escape(id)}"]`)?.remove();
  },
  loading({ on }) {
    part("loading").hidden = !on;
  },
  saveBar({ shown }) {
    part("save-bar").hidden = !shown;
  },
  open({ url }) {
    if (url.includes("/orders")) location.assign(`/admin/orders?shop=${encodeURIComponent(shop)}`);
  },
};

addEventListener("message", (event) => {
  if (event.origin === appOrigin && event.source === frame.contentWindow) void heard[event.data?.sandbox]?.(event.data);
});
part("save").addEventListener("click", () => tell("saveBar", { action: "save" }));
part("discard").addEventListener("click", () => tell("saveBar", { action: "discard" }));
frame.src = frame.dataset.src;
