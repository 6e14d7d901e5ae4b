// Says so when a request of the page itself fails. The words come from the page, in the reader's language.
const place = document.getElementById("trouble");

function say(words) {
  place.querySelector("span").textContent = words;
  place.hidden = false;
}

// What the page asks by itself every few seconds may fail without a word: the next one tells.
const asked = (event) => !/every/.test(event.detail.elt?.getAttribute?.("hx-trigger") ?? "");

place?.querySelector("button").addEventListener("click", () => { place.hidden = true; });
document.addEventListener("htmx:responseError", (event) => {
  if (asked(event)) say(event.detail.xhr.status < 500 ? place.dataset.refused : place.dataset.failed);
});
document.addEventListener("htmx:sendError", (event) => { if (asked(event)) say(place.dataset.offline); });
document.addEventListener("htmx:beforeRequest", (event) => { if (asked(event)) place.hidden = true; });
