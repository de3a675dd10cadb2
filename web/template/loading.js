// What is said until the page is there: how far its notebook is, and what became of a page that does not come.

/** Milliseconds between two questions whether the page's kernel lives. */
const ASK_EVERY = 3000;
/** Milliseconds after the notebook's end within which a first picture is expected. */
const PICTURE_WITHIN = 15_000;

const FAILED = ".fw-failed";
const WIDGET = 'script[type="application/vnd.jupyter.widget-view+json"]';

const overlay = find("fw-loading");
const words = find("fw-loading-text");

/** @param {string} id */
function find(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

const there = () => document.querySelector(".fw-page") !== null || overlay.hidden;

/** @param {string} sentence */
function offer(sentence) {
  const again = document.createElement("a");
  again.href = "";
  again.textContent = "Try again";
  words.replaceChildren(`${sentence} `, again);
}

/**
 * A page whose kernel lives comes, however busy the machine is; one whose kernel has ended never does.
 *
 * @param {string} address of the kernel
 */
async function ask(address) {
  if (there()) return;
  try {
    const answer = await fetch(address, { cache: "no-store" });
    if (answer.status === 404) {
      offer("The process behind this page has ended before it was ready.");
      return;
    }
  } catch {
    offer("The server does not answer.");
  }
  setTimeout(ask, ASK_EVERY, address);
}

/** @param {number} index @param {number} count */
const progress = (index, count) => `Preparing ${index} of ${count} …`;

window.footwatch_kernel = (address) => setTimeout(ask, ASK_EVERY, address);
window.voila_heartbeat = () => {};
window.voila_process = (index, count) => {
  words.textContent = progress(index, count);
};
window.update_loading_text = (index, count, text) => {
  words.textContent = text ?? progress(index, count);
};
window.display_cells = () => {};
window.voila_finish = () => {
  words.textContent = "Waiting for the first picture …";
  const cells = find("rendered_cells");
  // A cell that failed before the page was made is all that there will be.
  overlay.hidden = cells.querySelector(FAILED) !== null && cells.querySelector(WIDGET) === null;
  setTimeout(() => {
    if (there() || words.querySelector("a")) return;
    // An error of the notebook leaves no page to become ready: then what there is gets shown.
    // biome-ignore lint/performance/useDomNodeTextContent: what style sheets and scripts say is not shown
    if (cells.innerText.trim()) overlay.hidden = true;
    else offer("The dashboard has not come yet; the server may be busy.");
  }, PICTURE_WITHIN);
};
