// Keeps a page's live parts fresh without moving the reader: fetches the page again and swaps what changed.
const everyMs = 1_500;
const isBusy = () => document.querySelector("[data-live] :focus, [data-live] details[open]") !== null;

async function refresh() {
  if (document.hidden || isBusy()) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const next = fresh.getElementById(part.id);
    if (next && next.innerHTML !== part.innerHTML) part.innerHTML = next.innerHTML;
  }
}

// A world that is just restarting is asked again a moment later.
setInterval(() => void refresh().catch(() => undefined), everyMs);
