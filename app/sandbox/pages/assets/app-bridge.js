// A stand-in for Shopify's App Bridge: what the embedded app needs of it, answered by the sandbox's admin frame.
(() => {
  const world = new URL(document.currentScript.src).origin;
  const query = new URLSearchParams(location.search);
  const isFramed = window.parent !== window;
  const apiKey = document.currentScript.dataset.apiKey ?? "";

  const remember = (name) => {
    const given = query.get(name);
    try {
      if (given) sessionStorage.setItem(`sandbox-${name}`, given);
      return given ?? sessionStorage.getItem(`sandbox-${name}`) ?? "";
    } catch {
      return given ?? "";
    }
  };
  const shop = remember("shop");
  const host = remember("host");

  // Nothing told to the frame is secret; what comes back is taken from the frame only.
  const tell = (type, rest = {}) => isFramed && window.parent.postMessage({ sandbox: type, ...rest }, "*");
  const listeners = {};
  addEventListener("message", (event) => {
    if (event.source === window.parent && isFramed) listeners[event.data?.sandbox]?.(event.data);
  });

  // --- who is looking
  const waiting = new Map();
  let asked = 0;
  listeners.token = ({ request, token }) => {
    waiting.get(request)?.(token);
    waiting.delete(request);
  };
  listeners.granted = ({ request }) => listeners.token({ request });
  const askFrame = (what, rest = {}) =>
    new Promise((resolve, reject) => {
      const request = ++asked;
      waiting.set(request, resolve);
      setTimeout(() => waiting.delete(request) && reject(new Error(`the admin frame gave no ${what}`)), 10_000);
      tell(what, { request, ...rest });
    });
  const tokenFromFrame = () => askFrame("token");
  const plainFetch = window.fetch.bind(window);
  const tokenFromWorld = async () => {
    const answer = await plainFetch(`${world}/control/shops/${shop}/session-token`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: "{}",
    });
    return (await answer.json()).token;
  };
  const idToken = () => (isFramed ? tokenFromFrame() : tokenFromWorld());

  window.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (new URL(request.url).origin !== location.origin || request.headers.has("Authorization")) return plainFetch(input, init);
    const send = async () => {
      const copy = request.clone();
      copy.headers.set("Authorization", `Bearer ${await idToken()}`);
      copy.headers.set("X-Requested-With", "XMLHttpRequest");
      return plainFetch(copy);
    };
    const answer = await send();
    const isStale = answer.status === 401 && answer.headers.has("X-Shopify-Retry-Invalid-Session-Request");
    return isStale ? send() : answer;
  };

  const reload = query.get("shopify-reload");
  if (reload) {
    const target = new URL(reload, location.href);
    if (target.origin === location.origin) {
      void idToken().then((token) => {
        target.searchParams.set("id_token", token);
        location.replace(target);
      });
    }
  }

  // --- where the app is
  const tellPath = () => tell("path", { path: location.pathname });
  for (const name of ["pushState", "replaceState"]) {
    const original = history[name].bind(history);
    history[name] = (...args) => {
      original(...args);
      tellPath();
    };
  }
  addEventListener("popstate", tellPath);
  tellPath();

  listeners.navigate = ({ href }) => {
    const known = [...document.querySelectorAll("ui-nav-menu a, s-app-nav a, s-app-nav s-link")].find((link) => link.getAttribute("href") === href);
    if (known) known.dispatchEvent(new Event("shopify:navigate", { bubbles: true }));
    else location.assign(href);
  };
  const toAdmin = (url) => /^shopify:/.test(String(url));
  const plainOpen = window.open.bind(window);
  window.open = (url, target, ...rest) => {
    if (!toAdmin(url)) return plainOpen(url, target, ...rest);
    tell("open", { url: String(url) });
    return null;
  };
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href^='shopify:']") : null;
    if (!link) return;
    event.preventDefault();
    tell("open", { url: link.getAttribute("href") });
  });

  // --- navigation and title, shown by the frame
  const buttonsIn = (bar) =>
    [...(bar?.querySelectorAll("button, a") ?? [])].map((button, index) => ({
      index,
      label: button.textContent.trim(),
      primary: button.getAttribute("variant") === "primary",
      disabled: button.hasAttribute("disabled"),
    }));
  const pageTitleBar = () => [...document.querySelectorAll("ui-title-bar")].find((bar) => !bar.closest("ui-modal"));
  let shown = "";
  const look = () => {
    const items = [...document.querySelectorAll("ui-nav-menu a, s-app-nav a, s-app-nav s-link")]
      .map((link) => ({ label: link.textContent.trim(), href: link.getAttribute("href"), home: link.getAttribute("rel") === "home" }))
      .filter((item) => item.href);
    const bar = pageTitleBar();
    const now = { items, title: bar?.getAttribute("title") ?? "", buttons: buttonsIn(bar) };
    const text = JSON.stringify(now);
    if (text !== shown) tell("chrome", now);
    shown = text;
  };
  listeners.action = ({ index }) => pageTitleBar()?.querySelectorAll("button, a")[index]?.click();
  new MutationObserver(look).observe(document.documentElement, { subtree: true, childList: true, attributes: true, characterData: true });
  const style = document.createElement("style");
  style.textContent = "ui-nav-menu, s-app-nav, ui-title-bar, ui-save-bar, ui-modal { display: none }";
  document.head.append(style);

  // --- save bar
  const fire = (element, name) => element.dispatchEvent(new Event(name));
  let openBar = null;
  const showBar = (bar) => {
    openBar = bar;
    tell("saveBar", { shown: true });
  };
  const hideBar = () => {
    openBar = null;
    tell("saveBar", { shown: false });
  };
  class SaveBar extends HTMLElement {
    get showing() { return openBar?.element === this; }
    async show() {
      if (this.showing) return;
      const press = (primary) => [...this.querySelectorAll("button")].find((button) => (button.getAttribute("variant") === "primary") === primary)?.click();
      showBar({ element: this, save: () => press(true), discard: () => press(false) });
      fire(this, "show");
    }
    async hide() {
      if (!this.showing) return;
      hideBar();
      fire(this, "hide");
    }
    async toggle() { return this.showing ? this.hide() : this.show(); }
  }
  customElements.define("ui-save-bar", SaveBar);
  listeners.saveBar = ({ action }) => openBar?.[action]?.();
  const formBar = (form) => ({
    element: form,
    save: () => form.requestSubmit(),
    discard: () => { form.reset(); hideBar(); },
  });
  for (const name of ["input", "change"]) {
    document.addEventListener(name, (event) => {
      const form = event.target instanceof Element ? event.target.closest("form[data-save-bar]") : null;
      if (form && openBar?.element !== form) showBar(formBar(form));
    });
  }
  for (const name of ["submit", "reset"]) {
    document.addEventListener(name, (event) => openBar?.element === event.target && hideBar());
  }

  // --- modal
  class AppModal extends HTMLElement {
    constructor() {
      super();
      this.content = document.createElement("div");
    }
    get showing() { return this.dialog?.open ?? false; }
    async show() {
      if (this.showing) return;
      this.dialog ??= document.body.appendChild(document.createElement("dialog"));
      this.dialog.setAttribute("style", "border:0;border-radius:12px;padding:0;min-width:min(420px,90vw);max-width:620px;box-shadow:0 8px 40px #0006");
      const bar = this.querySelector("ui-title-bar");
      const title = Object.assign(document.createElement("h2"), { textContent: bar?.getAttribute("title") ?? "" });
      title.setAttribute("style", "font:600 15px system-ui;margin:0;padding:16px;border-bottom:1px solid #ddd");
      const foot = document.createElement("div");
      foot.setAttribute("style", "display:flex;gap:8px;justify-content:flex-end;padding:12px 16px;border-top:1px solid #ddd");
      const copies = [...(bar?.querySelectorAll("button") ?? [])].map((button) => {
        const copy = document.createElement("button");
        copy.addEventListener("click", () => button.click());
        foot.append(copy);
        return { button, copy };
      });
      // A button that is off while its act is under way is off here too: a press on it would be lost without a word.
      const follow = () => copies.forEach(({ button, copy }) => Object.assign(copy, { textContent: button.textContent, disabled: button.disabled }));
      follow();
      this.followed?.disconnect();
      this.followed = new MutationObserver(follow);
      if (bar) this.followed.observe(bar, { subtree: true, childList: true, attributes: true, characterData: true });
      if (!this.content.hasChildNodes()) {
        const own = [...this.childNodes].filter((node) => node.nodeName !== "UI-TITLE-BAR");
        this.content.append(...own.map((node) => node.cloneNode(true)));
      }
      this.dialog.replaceChildren(title, this.content, foot);
      this.dialog.onclose = () => fire(this, "hide");
      this.dialog.showModal();
      fire(this, "show");
    }
    async hide() { if (this.showing) this.dialog.close(); }
    async toggle() { return this.showing ? this.hide() : this.show(); }
    disconnectedCallback() {
      this.followed?.disconnect();
      this.dialog?.remove();
    }
  }
  customElements.define("ui-modal", AppModal);
  const byId = (id, act) => Promise.resolve(document.getElementById(id)?.[act]?.());

  // --- the global
  let toasts = 0;
  window.shopify = {
    config: { apiKey, shop, host, locale: "en" },
    environment: { mobile: false, embedded: isFramed, pos: false },
    origin: world,
    ready: Promise.resolve(),
    idToken,
    user: () => Promise.resolve({ id: "902541635", accountAccess: "full", accountOwner: true }),
    toast: {
      show: (message, { duration = 5_000, isError = false } = {}) => {
        const id = String(++toasts);
        tell("toast", { id, message, duration, isError });
        return id;
      },
      hide: (id) => tell("toastEnd", { id }),
    },
    loading: (on) => tell("loading", { on: on !== false }),
    saveBar: {
      show: (id) => byId(id, "show"),
      hide: (id) => byId(id, "hide"),
      toggle: (id) => byId(id, "toggle"),
      leaveConfirmation: () => Promise.resolve(),
    },
    modal: { show: (id) => byId(id, "show"), hide: (id) => byId(id, "hide"), toggle: (id) => byId(id, "toggle") },
    resourcePicker: () => Promise.resolve(undefined),
    picker: () => Promise.resolve({ selected: Promise.resolve(undefined) }),
    scopes: {
      query: () => Promise.resolve({ granted: ["read_orders", "write_orders"], required: ["read_orders", "write_orders"], optional: [] }),
      request: async (scopes) => {
        await askFrame("grant", { scopes });
        return { result: "granted-all" };
      },
      revoke: () => Promise.resolve({ detail: {} }),
    },
    intents: { invoke: () => Promise.resolve({ complete: Promise.resolve({ code: "closed" }) }) },
    reviews: { request: () => Promise.resolve({ success: false, code: "cooldown-period" }) },
    support: { registerHandler: () => undefined },
    webVitals: { onReport: () => undefined },
  };
})();
