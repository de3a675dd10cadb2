/** Give the controls of ipywidgets, which have none, names for a screen reader; the tooltip is the one that we set. */
export function label() {
  for (const box of titled()) {
    const control = box.matches("input, select, button") ? box : box.querySelector("input, select");
    if (control && !control.getAttribute("aria-label")) control.setAttribute("aria-label", box.title);
  }
  for (const input of document.querySelectorAll(".fw-picker input")) {
    input.setAttribute("aria-label", "Person: number or name");
  }
  for (const button of document.querySelectorAll(".fw .widget-toggle-buttons button")) {
    button.setAttribute("aria-pressed", String(button.classList.contains("mod-active")));
  }
  for (const toggle of document.querySelectorAll(".fw .widget-toggle-button")) {
    toggle.setAttribute("aria-expanded", String(toggle.classList.contains("mod-active")));
  }
  for (const image of /** @type {NodeListOf<HTMLImageElement>} */ (document.querySelectorAll(".fw img:not([alt])"))) {
    image.alt = "";
  }
  for (const svg of document.querySelectorAll(".fw .bqplot svg:not([aria-hidden])")) {
    svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("focusable", "false");
  }
}

function titled() {
  return /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".fw [title]"));
}
