// What the page asks for by itself rests while nobody looks at it, and is asked for at once when somebody does again.
const rested = new Set();

document.addEventListener("htmx:beforeRequest", (event) => {
  const place = event.detail.elt;
  if (!document.hidden || !/every/.test(place?.getAttribute?.("hx-trigger") ?? "")) return;
  event.preventDefault();
  rested.add(place);
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  for (const place of rested) {
    if (place.isConnected) window.htmx.ajax("GET", place.getAttribute("hx-get"), { source: place, target: place });
  }
  rested.clear();
});
