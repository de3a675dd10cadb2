/**
 * A figure is laid out for the screen, by scripts that do not run while a page is printed: on paper its drawing is scaled,
 * and its letters are as much larger as that takes.
 */
const FIGURES = ".bqplot:has(> svg)";
/** Width of the curves on A4, in pixels of its layout. */
const ON_PAPER = 900;

function prepare() {
  document.documentElement.style.setProperty("--fw-printed", JSON.stringify(new Date().toLocaleString("sv")));
  for (const figure of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(FIGURES))) {
    const { clientWidth: width, clientHeight: height } = figure;
    if (!width || !height) continue;
    figure.style.setProperty("--fw-aspect", String(width / height));
    figure.style.setProperty("--fw-scale", String(Math.max(1, width / ON_PAPER)));
    for (const svg of figure.querySelectorAll(":scope > svg")) svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  }
}

function restore() {
  for (const svg of document.querySelectorAll(`${FIGURES} > svg`)) svg.removeAttribute("viewBox");
}

/**
 * Let what is printed look like what is shown.
 *
 * @param {AbortSignal} signal
 */
export function followPrinting(signal) {
  window.addEventListener("beforeprint", prepare, { signal });
  window.addEventListener("afterprint", restore, { signal });
}
