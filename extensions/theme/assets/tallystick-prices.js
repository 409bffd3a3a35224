// What a page cannot know when it is rendered: another variant, a changed cart, a rate that has run out meanwhile.
// It asks the shop itself, and nobody else.
(() => {
  if (window.tallystickPrices) return;
  window.tallystickPrices = true;
  const root = window.Shopify?.routes?.root ?? "/";
  const shown = (what) => document.querySelectorAll(`[data-tallystick${what ? `="${what}"` : ""}]`);
  const ask = async (path) => (await fetch(root + path, { headers: { Accept: "application/json" } })).json();

  const unitsOf = (hundredths, { per, of }) => (BigInt(hundredths) * BigInt(per) + BigInt(of) - 1n) / BigInt(of);
  const print = (units, { scale, decimal, group }) => {
    const digits = units.toString().padStart(Number(scale) + 1, "0");
    const point = digits.length - Number(scale);
    const fraction = digits.slice(point).replace(/0+$/, "");
    return digits.slice(0, point).replace(/\B(?=(\d{3})+$)/g, group) + (fraction && decimal + fraction);
  };
  const show = (price, hundredths) => {
    const isKnown = Number.isSafeInteger(hundredths) && hundredths > 0 && Number(price.dataset.until) > Date.now() / 1000;
    price.hidden = !isKnown;
    if (isKnown) price.querySelector("[data-tallystick-amount]").textContent = print(unitsOf(hundredths, price.dataset), price.dataset);
  };

  const products = new Map();
  const productOf = (handle) => {
    if (!products.has(handle)) products.set(handle, ask(`products/${encodeURIComponent(handle)}.js`));
    return products.get(handle);
  };
  let variant = null;
  const lookAtVariant = async () => {
    const chosen = document.querySelector('form[action*="/cart/add"] [name="id"]')?.value ?? new URLSearchParams(location.search).get("variant");
    if (!chosen || chosen === variant) return;
    variant = chosen;
    for (const price of shown("product")) {
      const { variants } = await productOf(price.dataset.handle);
      const found = variants.find(({ id }) => String(id) === chosen);
      if (found && chosen === variant) show(price, found.price);
    }
  };
  const lookAtCart = async () => {
    if (shown("cart").length === 0) return;
    const { total_price: total, currency } = await ask("cart.js");
    for (const price of shown("cart")) show(price, currency === price.dataset.currency ? total : null);
  };

  // Themes set the chosen variant a moment after the change that caused it.
  document.addEventListener("change", () => setTimeout(() => void lookAtVariant().catch(() => undefined), 50));
  if (shown("product").length > 0) variant = document.querySelector('form[action*="/cart/add"] [name="id"]')?.value ?? null;
  // No event tells of a changed cart in every theme; the theme's own request does.
  new PerformanceObserver((list) => {
    if (list.getEntries().some(({ name }) => /\/cart\/(add|change|update|clear)(\.js)?(\?|$)/.test(name))) void lookAtCart().catch(() => undefined);
  }).observe({ type: "resource" });
  setInterval(() => {
    for (const price of shown()) if (Number(price.dataset.until) <= Date.now() / 1000) price.hidden = true;
  }, 30_000);
})();
