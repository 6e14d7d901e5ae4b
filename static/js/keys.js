// Keys of a list. [data-key-list] holds [data-key-row]; in a row: [data-key-open] (link), [data-key-select] (box),
// [data-key-assign] (button or link). Keys of a case: a[rel=prev], a[rel=next], [data-key-back] and form.composer.
// [data-key-search] anywhere, [data-keys-dialog] for the list of keys.
// Single keys can be switched off on this device (WCAG 2.1.4).
const root = document.documentElement;
const off = () => { try { return localStorage.getItem("keys") === "off"; } catch { return false; } };
const rows = () => [...document.querySelectorAll("[data-key-list] [data-key-row]")];
const current = () => document.querySelector("[data-key-row][data-current]");
const dialog = () => document.querySelector("[data-keys-dialog]");

function go(row) {
  if (!row) return;
  current()?.removeAttribute("data-current");
  row.setAttribute("data-current", "");
  row.querySelector("[data-key-open]")?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = rows();
  if (!all.length) return document.querySelector(by > 0 ? "a[rel=next]" : "a[rel=prev]")?.click();
  const at = all.indexOf(current());
  go(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)]);
}

// kind: "reply" or "note". Who may write no notes has no choice of kind, and "n" does nothing.
function write(kind) {
  const form = document.querySelector("form.composer");
  const choice = form?.querySelector(`[name=kind][value=${kind}]`);
  if (!form || (kind === "note" && !choice)) return;
  if (choice && !choice.checked) choice.click();
  form.querySelector("textarea").focus();
}

const inRow = (what) => current()?.querySelector(what);
// The head of a long case may be far above: what opens comes into view, with the focus in it.
function open(menu) {
  const details = document.getElementById(`act-${menu}`);
  if (!details) return;
  details.open = true;
  details.scrollIntoView({ block: "center" });
  details.querySelector(".menu-panel :is(select, button)")?.focus({ preventScroll: true });
}
const acts = {
  j: () => step(1),
  k: () => step(-1),
  x: () => inRow("[data-key-select]")?.click(),
  a: () => (rows().length ? inRow("[data-key-assign]")?.click() : open("owner")),
  r: () => write("reply"),
  n: () => write("note"),
  u: () => document.querySelector("[data-key-back]")?.click(),
  Enter: () => inRow("[data-key-open]")?.click(),
  "/": () => document.querySelector("[data-key-search]")?.focus(),
  "?": () => dialog()?.showModal(),
};

// Enter does what the focused thing does; only where nothing has the focus it opens the current row.
const busy = (event) => event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog")
  || (event.key === "Enter" && event.target !== document.body);

// What is written is sent from where one writes.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
  const form = event.target.closest?.("form.composer");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || busy(event)) return;
  if (!(event.key in acts) || (off() && event.key !== "Enter")) return;
  event.preventDefault();
  acts[event.key]();
});

document.addEventListener("focusin", (event) => {
  const row = event.target.closest("[data-key-row]");
  if (!row || row === current()) return;
  current()?.removeAttribute("data-current");
  row.setAttribute("data-current", "");
});

function show() {
  root.dataset.keys = off() ? "off" : "on";
  const box = document.querySelector("[data-keys-switch]");
  if (box) box.checked = !off();
}
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-keys-switch]")) return;
  try { localStorage.setItem("keys", event.target.checked ? "on" : "off"); } catch { /* private window */ }
  show();
});
// The dialog must be reachable while single keys are off: any [data-keys-open] opens it.
document.addEventListener("click", (event) => { if (event.target.closest("[data-keys-open]")) dialog()?.showModal(); });
show();
