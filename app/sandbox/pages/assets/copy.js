// Copies what a button carries. Listens at the top, because live parts are swapped under it.
const saidForMs = 1_600;

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button || button.dataset.said) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  const before = button.innerHTML;
  button.dataset.said = "yes";
  button.textContent = "Copied";
  setTimeout(() => {
    button.innerHTML = before;
    delete button.dataset.said;
  }, saidForMs);
});
