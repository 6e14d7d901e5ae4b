// System, light, dark, in turn. Remembered on this device only. Runs in the head, before the first paint.
(() => {
  const root = document.documentElement;
  const order = ["system", "light", "dark"];
  const read = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const keep = (theme) => { try { localStorage.setItem("theme", theme); } catch { /* private window */ } };
  let theme = order.includes(read()) ? read() : "system";

  function paint() {
    if (theme === "system") delete root.dataset.theme;
    else root.dataset.theme = theme;
  }

  function label() {
    for (const button of document.querySelectorAll("[data-theme-toggle]")) {
      button.hidden = false;
      button.title = button.dataset[theme];
      button.querySelector("use").setAttribute("href", `#i-theme-${theme}`);
      button.querySelector("span").textContent = button.dataset[theme];
    }
  }

  paint();
  document.addEventListener("DOMContentLoaded", label);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-toggle]")) return;
    theme = order[(order.indexOf(theme) + 1) % order.length];
    keep(theme);
    paint();
    label();
  });
})();
