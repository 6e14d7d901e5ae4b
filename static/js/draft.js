// A draft survives a closed tab: <form data-draft-key="…"> keeps what is typed on this device.
// It goes when the server says that it arrived (data-draft-clear, in a message), or with sign-out.
// data-draft-bound on the form: the server sent back what was typed, so nothing is put in.
const PREFIX = "draft:";
const WEEKS = 4 * 7 * 24 * 3600 * 1000;
const store = {
  read(key) { try { return JSON.parse(localStorage.getItem(PREFIX + key)); } catch { return null; } },
  write(key, draft) { try { localStorage.setItem(PREFIX + key, JSON.stringify(draft)); } catch { /* full, or private */ } },
  drop(key) { try { localStorage.removeItem(PREFIX + key); } catch { /* private */ } },
  get works() { try { return Boolean(localStorage); } catch { return false; } },
  keys() { try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length)); } catch { return []; } },
};

const kept = (field) => field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type) && field.tagName !== "BUTTON";
const isBox = (field) => field.type === "checkbox" || field.type === "radio";

function gather(form) {
  const fields = {};
  for (const field of form.elements) {
    if (!kept(field)) continue;
    const list = (fields[field.name] ??= []);
    if (!isBox(field)) list.push(field.value);
    else if (field.checked) list.push(field.value);
  }
  return fields;
}

function putIn(form, fields) {
  const next = {};
  for (const field of form.elements) {
    if (!kept(field) || !(field.name in fields)) continue;
    const values = fields[field.name];
    if (isBox(field)) field.checked = values.includes(field.value);
    else {
      next[field.name] ??= 0;
      const value = values[next[field.name]++];
      const offered = field.tagName !== "SELECT" || [...field.options].some((option) => option.value === value);
      if (value !== undefined && offered) field.value = value;
    }
  }
  // Others on the page (the forecast) hear of it; it is not kept again.
  form.dispatchEvent(new CustomEvent("change", { bubbles: true, detail: "draft" }));
}

function tell(form, at) {
  const place = document.querySelector("[data-draft-state]");
  if (!place) return;
  const time = new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  place.querySelector("span").textContent = place.dataset.label.replace("{time}", time);
  place.hidden = false;
}

function keep(form) {
  const draft = { at: Date.now(), fields: gather(form) };
  store.write(form.dataset.draftKey, draft);
  tell(form, draft.at);
}

// Back to a page that the browser kept or fills in again: what it puts into the fields is nobody's typing.
let returning = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
const timers = new WeakMap();
function soon(event) {
  if (returning) return;
  const form = event.target.form ?? event.target;
  if (!form?.dataset?.draftKey || event.detail === "draft") return;
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => keep(form), 300));
}

function clear(root) {
  for (const sign of root.querySelectorAll("[data-draft-clear]")) store.drop(sign.dataset.draftClear);
}

clear(document);
for (const key of store.keys()) if (!(Date.now() - store.read(key)?.at < WEEKS)) store.drop(key);
for (const form of document.querySelectorAll("form[data-draft-key]:not([data-draft-bound])")) {
  const draft = store.read(form.dataset.draftKey);
  if (draft) {
    putIn(form, draft.fields);
    tell(form, draft.at);
  }
}

// Words without a draft have arrived, and the form's key with them: another case needs a page of its own.
const typed = (field) => kept(field) && (isBox(field) ? field.checked !== field.defaultChecked
  : field.tagName === "SELECT" ? [...field.options].some((option) => option.selected && !option.defaultSelected && option.index) : field.value !== field.defaultValue);
const hasArrived = (form) => store.works && !store.read(form.dataset.draftKey) && ("draftBound" in form.dataset || [...form.elements].some(typed));

window.addEventListener("pageshow", (event) => {
  const forms = [...document.querySelectorAll("form[data-draft-key]")];
  if ((returning || event.persisted) && forms.some(hasArrived)) location.replace(location.pathname + location.search);
  returning = false;
});

document.addEventListener("input", soon);
document.addEventListener("change", soon);
// What is typed in the last moments before sending or leaving would miss its timer.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.draftKey) keep(event.target);
  if ("forgetDrafts" in event.target.dataset) store.keys().forEach(store.drop);
}, true);
document.addEventListener("htmx:afterSwap", (event) => clear(event.detail.target.parentNode ?? document));
