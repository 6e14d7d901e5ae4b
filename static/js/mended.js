// What was wrong with a field is no longer said once somebody mends it; whether it is right now, the server says.
const errorsOf = (place) => (place?.getAttribute("aria-describedby") ?? "").split(/\s+/).filter((id) => id.endsWith("_error"));

function forget(place, id) {
  document.getElementById(id)?.remove();
  const others = place.getAttribute("aria-describedby").split(/\s+/).filter((other) => other !== id).join(" ");
  if (others) place.setAttribute("aria-describedby", others);
  else place.removeAttribute("aria-describedby");
}

function mend(event) {
  const control = event.target;
  if (!control.matches?.("input, select, textarea")) return;
  const group = control.closest("fieldset");
  const ofGroup = errorsOf(group);
  const marked = ofGroup.length ? [control, ...group.querySelectorAll(`[name="${CSS.escape(control.name)}"]`)] : [control];
  for (const one of marked) one.removeAttribute("aria-invalid");
  for (const id of errorsOf(control)) forget(control, id);
  for (const id of ofGroup) forget(group, id);
}

// A refused form comes back with the first wrong field in view and ready to be mended.
if (!document.querySelector("[autofocus]")) document.querySelector("[aria-invalid=true]:not([type=hidden])")?.focus();

document.addEventListener("input", mend);
document.addEventListener("change", mend);
