import { html } from "hono/html";
import type { ShopControls } from "../control/controls.ts";
import { faultGroups } from "./fault-words.ts";
import { layout, type Html } from "./layout.ts";

type Group = (typeof faultGroups)[number];
type Words = Group["faults"][number];

const percents = [0, 5, 20, 50, 100];

const option = (value: string | number, text: string, isChosen: boolean): Html => html`<option value="${value}" ${isChosen ? html`selected` : ""}>${text}</option>`;

/** The usual steps, and whatever was set by remote control. */
function chanceOptions(chance: number): Html {
  const percent = Math.round(chance * 10_000) / 100;
  const steps = percents.includes(percent) ? percents : [...percents, percent].toSorted((a, b) => a - b);
  return html`${steps.map((step) => option(step, step === 0 ? "never" : step === 100 ? "always" : `${step} %`, step === percent))}`;
}

const faultRow = ({ state }: ShopControls, { name, title, means, measure }: Words): Html => {
  const { chances, measures } = state.faults;
  const times = state.struck[name];
  return html`
  <li class="fault${chances[name] > 0 ? " on" : ""}">
    <div><h3 id="${name}">${title}</h3><p class="soft">${means}${times === 0 ? "" : html` <strong>Struck ${times} ${times === 1 ? "time" : "times"}.</strong>`}</p></div>
    <div class="row">
      ${measure ? html`<label>${measure.label} <input type="number" name="measure.${measure.name}" value="${measures[measure.name]}" min="0" step="any" required></label>` : ""}
      <label>how often <select name="chance.${name}" aria-describedby="${name}">${chanceOptions(chances[name])}</select></label>
    </div>
  </li>`;
};

const groupCard = (shop: ShopControls, { title, chanceOf, faults }: Group): Html => html`
  <section class="card">
    <h2>${title} <span class="soft">· share ${chanceOf}</span></h2>
    <ul class="list">${faults.map((words) => faultRow(shop, words))}</ul>
  </section>`;

const rates = { 100: "Standard: 100 points a second", 200: "Advanced: 200", 1000: "Plus: 1,000", 2000: "Enterprise: 2,000" } as const;

function budgetCard({ state }: ShopControls): Html {
  const { costBudget, restoreRate } = state.switches;
  return html`
  <section class="card">
    <h2>Cost budget</h2>
    <p class="soft">With it, Shopify answers THROTTLED once queries cost more than the shop's plan restores. ${state.struck.throttled === 0 ? "" : html`<strong>Struck ${state.struck.throttled} times.</strong>`}</p>
    <div class="fields">
      <label>Budget <select name="costBudget">${option("untouched", "has no end", costBudget === "untouched")}${option("drained", "is counted", costBudget === "drained")}</select></label>
      <label>Plan <select name="restoreRate">${Object.entries(rates).map(([rate, text]) => option(rate, text, Number(rate) === restoreRate))}</select></label>
    </div>
  </section>`;
}

const act = (domain: string, name: string, label: string): Html =>
  html`<form method="post" action="/admin/faults/${name}"><input type="hidden" name="shop" value="${domain}"><button>${label}</button></form>`;

function installationCard(shop: ShopControls): Html {
  const { domain, installed, switches } = shop.state;
  const held = shop.letters().filter(({ state }) => state === "held").length;
  return html`
  <section class="card">
    <h2>Webhooks and installation</h2>
    <p class="soft">Hold webhooks back, uninstall, reinstall, and let them go: what was written before comes after.
      ${held === 0 ? "" : html`<strong>${held} ${held === 1 ? "is" : "are"} held.</strong>`} ${installed ? "The app is installed." : "The app is not installed."}</p>
    <div class="row">
      ${switches.hold ? "" : act(domain, "hold", "Hold webhooks")}
      ${switches.hold || held > 0 ? [act(domain, "release", "Let them go"), act(domain, "reverse", "Let them go, last first")] : ""}
      ${installed ? act(domain, "uninstall", "Uninstall the app") : act(domain, "reinstall", "Install it again")}
    </div>
  </section>`;
}

/** Everything that can go wrong at the shop, each with its switch. */
export function faultsPage(shop: ShopControls): Html {
  const { domain, name } = shop.state;
  const body = html`
    <section>
      <h1>What goes wrong at ${name}</h1>
      <p class="soft">Switch a fault on, buy and pay as usual, and see that every order ends as it should all the same.</p>
    </section>
    <form method="post" action="/admin/faults" class="stack">
      <input type="hidden" name="shop" value="${domain}">
      ${faultGroups.map((group) => groupCard(shop, group))}
      ${budgetCard(shop)}
      <div class="row save"><button class="primary">Save</button><button formaction="/admin/faults/calm">Switch all faults off</button></div>
    </form>
    ${installationCard(shop)}`;
  return layout({ here: "/admin/faults", title: "Faults", body, wide: "wide" });
}
