// Stand-ins for those of Shopify's elements that the block uses: as plain as can be, and usable by keyboard and ear.

/** An element that draws its inside anew whenever one of its attributes changes. */
function element(name, attributes, draw) {
  customElements.define(
    name,
    class extends HTMLElement {
      static observedAttributes = attributes;
      connectedCallback() {
        if (!this.shadowRoot) this.attachShadow({ mode: "open", delegatesFocus: true });
        this.draw();
      }
      attributeChangedCallback() {
        if (this.shadowRoot) this.draw();
      }
      draw() {
        this.shadowRoot.replaceChildren(linked("/assets/block.css"), ...draw(this));
      }
    },
  );
}

const make = (tag, properties = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) if (value !== null) made.setAttribute(key, value);
  made.append(...children);
  return made;
};
const linked = (href) => make("link", { rel: "stylesheet", href });
const slot = () => make("slot");

element("s-section", ["heading"], (own) => [make("section", { class: "section", "aria-label": own.getAttribute("heading") }, make("h2", {}, own.getAttribute("heading") ?? ""), slot())]);
element("s-heading", [], () => [make("h3", {}, slot())]);
element("s-banner", ["tone", "heading"], (own) => {
  const heading = own.getAttribute("heading");
  return [make("div", { class: `banner ${own.getAttribute("tone") ?? "info"}`, role: "status" }, ...(heading ? [make("strong", {}, heading)] : []), slot())];
});
element("s-spinner", ["accessibilitylabel"], (own) => [make("span", { class: "spinner", role: "img", "aria-label": own.getAttribute("accessibilitylabel") })]);
element("s-qr-code", ["content", "accessibilitylabel"], (own) => [
  make("img", { class: "qr", src: `/store/qr.svg?text=${encodeURIComponent(own.getAttribute("content") ?? "")}`, alt: own.getAttribute("accessibilitylabel") ?? "QR code", width: "264", height: "264" }),
]);
element("s-button", ["href", "variant", "loading", "disabled", "target"], (own) => {
  const style = `button ${own.getAttribute("variant") ?? ""}`;
  const href = own.getAttribute("href");
  if (href) return [make("a", { class: style, href, target: own.getAttribute("target"), rel: "noopener" }, slot())];
  const isOff = own.hasAttribute("loading") || own.hasAttribute("disabled");
  return [make("button", { class: style, type: "button", disabled: isOff ? "" : null, "aria-busy": own.hasAttribute("loading") ? "true" : null }, slot())];
});

customElements.define("s-clipboard-item", class extends HTMLElement {
  // Listeners are named after what an element has.
  oncopyerror = null;
});

// `command="--copy"` of a button copies the text of the item it is for, and the item is told how that went.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.('s-button[command="--copy"]');
  const item = button && document.getElementById(button.getAttribute("commandfor") ?? "");
  if (!item) return;
  const went = await navigator.clipboard.writeText(item.getAttribute("text") ?? "").then(() => "copy", () => "copyerror");
  item.dispatchEvent(new Event(went));
});
