// Keeps a page's live parts fresh without moving the reader: fetches the page again and swaps what changed.
const everyMs = 1_500;
const isBusy = () => document.querySelector("[data-live] :is(input, select, textarea):focus, [data-live] details[open], [data-live] [data-said]") !== null;

async function refresh() {
  if (document.hidden || isBusy()) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const next = fresh.getElementById(part.id);
    if (!next || next.innerHTML === part.innerHTML) continue;
    const focused = part.contains(document.activeElement) ? document.activeElement?.id : "";
    part.innerHTML = next.innerHTML;
    // Who walks by keyboard stays where they were.
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }
}

// A world that is just restarting is asked again a moment later.
setInterval(() => void refresh().catch(() => undefined), everyMs);
