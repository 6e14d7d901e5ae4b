// Parts of a form open in turn: when the server marks one as done, the next one opens, once. None is ever closed.
const parts = () => [...document.querySelectorAll("[data-form-parts] > details")];
const done = (part) => part.querySelector(".form-part-mark")?.dataset.state === "done";
const opened = new WeakSet();

function inTurn() {
  const all = parts();
  all.forEach((part, number) => {
    const next = all[number + 1];
    if (!next || !done(part) || opened.has(next)) return;
    opened.add(next);
    next.open = true;
  });
}

// A link to something that is missing opens the part in which it stands, and goes to the field itself.
document.addEventListener("click", (event) => {
  const place = event.target.closest?.(".forecast-missing a, .form-errors a")?.hash;
  const field = place && document.getElementById(place.slice(1));
  if (!field) return;
  const part = field.closest("details");
  if (part) part.open = true;
  const control = field.matches("input, select, textarea") ? field : field.querySelector("input:not([type=hidden]), select, textarea");
  if (!control) return;
  event.preventDefault();
  control.focus();
  field.scrollIntoView({ block: "center" });
});
// What was chosen while the answer was on its way stays chosen, where it is still offered.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  for (const chosen of event.detail.target.querySelectorAll("input[type=radio]:checked")) {
    const twin = event.detail.fragment.querySelector(`input[name="${chosen.name}"][value="${CSS.escape(chosen.value)}"]`);
    if (twin && !twin.disabled) twin.checked = true;
  }
});
document.addEventListener("htmx:afterSettle", inTurn);
inTurn();
