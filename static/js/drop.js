// Files dropped or pasted join the file input of their [data-drop]; what is too big or too many is said and left out.
// Pasted ones are taken anywhere in the form, so that a picture can be pasted while one writes.
const input = (zone) => zone.querySelector("input[type=file]");
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, key) => values[key]);

function take(zone, files) {
  const held = new DataTransfer();
  const said = [];
  const { maxBytes, maxFiles, tooBig, tooMany, size } = zone.dataset;
  for (const file of files) {
    if (file.size > Number(maxBytes)) said.push(fill(tooBig, { name: file.name, size }));
    else if (held.files.length >= Number(maxFiles)) { said.push(fill(tooMany, { count: maxFiles })); break; }
    else held.items.add(file);
  }
  input(zone).files = held.files;
  zone.querySelector("[data-drop-error]").textContent = said.join(" ");
  list(zone);
}

function list(zone) {
  const place = zone.querySelector("[data-drop-files]");
  place.replaceChildren(...[...input(zone).files].map((file) => line(zone, file)));
}

function line(zone, file) {
  const item = document.createElement("li");
  item.className = "attachment";
  const out = document.createElement("button");
  out.type = "button";
  out.setAttribute("aria-label", fill(zone.dataset.remove, { name: file.name }));
  out.innerHTML = '<svg class="icon" aria-hidden="true"><use href="#i-x"/></svg>';
  out.addEventListener("click", () => {
    take(zone, [...input(zone).files].filter((other) => other !== file));
    input(zone).focus();
  });
  item.append(file.name, out);
  return item;
}

const zoneOf = (event) => event.target.closest?.("[data-drop]");
const more = (zone, files) => take(zone, [...input(zone).files, ...files]);

document.addEventListener("change", (event) => {
  const zone = zoneOf(event);
  if (zone && event.target.type === "file") take(zone, [...event.target.files]);
});
document.addEventListener("dragover", (event) => {
  const zone = zoneOf(event);
  if (!zone || !event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  zone.dataset.over = "";
});
document.addEventListener("dragleave", (event) => { const zone = zoneOf(event); if (zone && !zone.contains(event.relatedTarget)) delete zone.dataset.over; });
document.addEventListener("drop", (event) => {
  const zone = zoneOf(event);
  if (!zone) return;
  event.preventDefault();
  delete zone.dataset.over;
  more(zone, event.dataTransfer.files);
});
document.addEventListener("paste", (event) => {
  const zone = event.target.closest?.("form")?.querySelector("[data-drop]");
  if (!zone || !event.clipboardData.files.length) return;
  event.preventDefault();
  more(zone, event.clipboardData.files);
});
