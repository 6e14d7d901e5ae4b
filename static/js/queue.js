// The queue, on top of keys.js: "a" in a row selects it and goes to "Assign to", the bar counts what is selected,
// the link is copied, and who comes back from a case finds the row current again.
const boxes = () => document.querySelectorAll("[data-key-select]:checked").length;

function count() {
  const place = document.querySelector("[data-selected]");
  if (!place) return;
  const number = boxes();
  place.textContent = number === 1 ? place.dataset.one : place.dataset.many.replace("{count}", number);
}

document.addEventListener("change", (event) => { if (event.target.matches("[data-key-select]")) count(); });

document.addEventListener("click", async (event) => {
  const assign = event.target.closest("[data-key-assign]");
  if (assign) {
    const box = assign.closest("[data-key-row]").querySelector("[data-key-select]");
    if (!box.checked) box.click();
    document.querySelector("[data-bulk-owner]").focus();
    return;
  }
  const link = event.target.closest("[data-copy-link]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !navigator.clipboard) return;
  event.preventDefault();
  await navigator.clipboard.writeText(link.href);
  link.querySelector("span").textContent = link.dataset.copied;
});

// The browser goes to the address's row by itself, and thereby takes the focus away: what is done here comes after it.
// A page that it kept may show boxes ticked: the bar counts them.
window.addEventListener("pageshow", () => {
  count();
  if (location.hash.startsWith("#case-")) document.getElementById(location.hash.slice(1))?.querySelector("[data-key-open]").focus();
});
