// A form that is on its way is not sent twice. Buttons stay enabled, because a disabled one loses its name and value.
function rest(form) {
  delete form.dataset.sending;
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
});

// Back to a page that the browser kept: its forms may be sent again.
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(rest));
