// Keeps a shopper's page as it would be if it were loaded now: told by the server, else asked for. The page is whole
// without this.
const main = document.querySelector("main[data-live]");
const quiet = document.querySelector("#quiet");
const say = (text) => {
  quiet.textContent = "";
  requestAnimationFrame(() => (quiet.textContent = text));
};

// What the clock here is off by.
const ahead = main ? Date.parse(main.dataset.now) - Date.now() : 0;

/** Puts in what changed and leaves alone what did not, what is being typed, and where the reader is. */
function show(fresh) {
  const was = document.activeElement;
  const at = was?.id;
  main.dataset.mark = fresh.dataset.mark;
  main.dataset.live = fresh.dataset.live;
  for (const old of [...main.children]) if (!fresh.querySelector(`:scope > #${old.id}`) && !isTyped(old)) old.remove();
  let last = null;
  for (const part of [...fresh.children]) {
    let here = main.querySelector(`:scope > #${part.id}`);
    if (!here) {
      here = part;
      if (last) last.after(here);
      else main.prepend(here);
    } else if (here.innerHTML !== part.innerHTML && !isTyped(here)) {
      const open = [...here.querySelectorAll("details[open]")].map(({ id }) => id);
      here.className = part.className;
      here.innerHTML = part.innerHTML;
      for (const id of open) here.querySelector(`#${id}`)?.setAttribute("open", "");
    }
    last = here;
  }
  if (at && document.activeElement !== was) (document.getElementById(at) ?? document.getElementById("said")).focus({ preventScroll: true });
  tick();
  prepareScan();
}

/** Somebody is at it: a text half typed, or a camera that looks for one. */
const isTyped = (part) => [...part.querySelectorAll("textarea")].some(({ value, defaultValue }) => value !== defaultValue) || part.querySelector("video:not([hidden])") !== null;

let asking = null;
function refresh() {
  asking ??= load().catch(() => "failed").finally(() => (asking = null));
  return asking;
}

async function load() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
  if (!answer.ok) return "failed";
  // How it looks is here already, and another page's nonce is worth nothing on this one.
  const page = new DOMParser().parseFromString((await answer.text()).replace(/<style[^]*?<\/style>/, ""), "text/html");
  const fresh = page.querySelector("main[data-live]");
  if (!fresh) return "failed";
  document.title = page.title;
  show(fresh);
  if (!line) open();
  return "shown";
}

// The line to the server. A phone that slept may hold a dead one: who hears no beat for a while opens another.
const silentMs = 50_000;
const pollsMs = [3_000, 5_000, 10_000, 20_000, 30_000];
let line = null;
let heardAt = 0;
let polls = 0;
let timer = 0;

const base = location.pathname.replace(/\/$/, "");

function open() {
  line?.close();
  line = null;
  clearTimeout(timer);
  if (main.dataset.live !== "events" || !("EventSource" in window)) return pollLater();
  heardAt = Date.now();
  const opened = (line = new EventSource(`${base}/events?since=${main.dataset.mark}`));
  opened.onopen = () => {
    heardAt = Date.now();
    polls = 0;
  };
  opened.addEventListener("beat", () => (heardAt = Date.now()));
  opened.addEventListener("status", ({ data }) => {
    heardAt = Date.now();
    if (JSON.parse(data).mark !== main.dataset.mark) void refresh().then((end) => end === "failed" && pollLater());
  });
  opened.onerror = () => {
    // It comes again by itself, unless it was turned away.
    if (opened.readyState === EventSource.CLOSED && line === opened) {
      line = null;
      pollLater();
    }
  };
}

function pollLater() {
  clearTimeout(timer);
  if (main.dataset.live === "none") return;
  const ms = main.dataset.live === "soon" ? 2_000 : pollsMs[Math.min(polls++, pollsMs.length - 1)];
  timer = setTimeout(() => void poll(), ms * (0.9 + Math.random() / 5));
}

async function poll() {
  if (!document.hidden) await refresh();
  if (!line) pollLater();
}

function wake() {
  if (document.hidden) return;
  tick();
  polls = 0;
  void refresh();
  if (!line || Date.now() - heardAt > silentMs) open();
}

/** The same words as the server's (time-left.ts). */
function timeLeft(ms, lastMinute) {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return lastMinute;
  const locale = `${document.documentElement.lang}-u-nu-latn`;
  const parts = [["day", Math.floor(minutes / 1440)], ["hour", Math.floor(minutes / 60) % 24], ["minute", minutes % 60]].filter(([, count]) => count > 0).slice(0, 2);
  const said = parts.map(([unit, count]) => new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(count));
  return new Intl.ListFormat(locale, { type: "unit", style: "short" }).format(said);
}

const over = new Set();
function tick() {
  for (const clock of main.querySelectorAll("[data-until]")) {
    const ms = Date.parse(clock.dataset.until) - Date.now() - ahead;
    const text = timeLeft(ms, clock.dataset.last);
    if (clock.textContent !== text) clock.textContent = text;
    if (ms > 0 || over.has(clock.dataset.until)) continue;
    over.add(clock.dataset.until);
    setTimeout(() => void refresh(), 1_500);
  }
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-copy]");
  if (!button) return;
  void navigator.clipboard.writeText(button.dataset.copy).then(() => {
    say(button.dataset.copied);
    const label = button.firstElementChild;
    label.textContent = button.dataset.copied;
    setTimeout(() => (label.textContent = button.dataset.label), 2_000);
  });
});

// A claim can be scanned off the wallet's screen wherever there is a camera.
function prepareScan() {
  const tools = document.querySelector("#scan");
  if (tools && navigator.mediaDevices) tools.hidden = false;
}

let scanning = null;
document.addEventListener("click", ({ target }) => {
  if (target.closest?.("#scan-start")) scanning ??= scan().catch(failScan).finally(() => (scanning = null));
});

function failScan() {
  const failed = document.querySelector("#scan-failed");
  failed.hidden = false;
  say(failed.textContent);
}

async function scan() {
  const [tools, video, start, stop, field, failed] = ["#scan", "#scan-video", "#scan-start", "#scan-stop", "#claim-text", "#scan-failed"].map((id) => document.querySelector(id));
  failed.hidden = true;
  // A claim is long: its code is too fine for the picture that cameras give unasked.
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } } });
  const stopped = new Promise((resolve) => (stop.onclick = () => resolve(null)));
  for (const each of [video, stop]) each.hidden = false;
  start.hidden = true;
  video.srcObject = stream;
  try {
    const text = await Promise.race([readCode(video, tools.dataset.reader), stopped]);
    if (text !== null) field.value = text;
  } finally {
    for (const track of stream.getTracks()) track.stop();
    for (const each of [video, stop]) each.hidden = true;
    start.hidden = false;
    field.focus();
  }
}

async function readCode(video, ours) {
  const [reader] = await Promise.all([openReader(ours), video.play()]);
  while (video.srcObject.active) {
    const [found] = await reader.detect(video);
    if (found) return found.rawValue;
    await new Promise(requestAnimationFrame);
  }
  throw new Error("The camera is gone.");
}

/** The browser's own, or else ours, which is fetched only now. Some browsers know how to read codes, and lack the means. */
async function openReader(ours) {
  const formats = "BarcodeDetector" in window ? await BarcodeDetector.getSupportedFormats().catch(() => []) : [];
  const Reader = formats.includes("qr_code") ? BarcodeDetector : (await import(ours)).BarcodeDetector;
  return new Reader({ formats: ["qr_code"] });
}

if (main) {
  tick();
  setInterval(tick, 1_000);
  prepareScan();
  open();
  document.addEventListener("visibilitychange", wake);
  addEventListener("online", wake);
  addEventListener("pageshow", ({ persisted }) => persisted && wake());
  setInterval(() => line && !document.hidden && Date.now() - heardAt > silentMs && wake(), 10_000);
}
