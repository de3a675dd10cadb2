import { root } from "../shared/environment.js";
import { followActions } from "./actions.js";
import { followAddress } from "./address.js";
import { followDrags } from "./drag.js";
import { makeFocusKeeper } from "./focus.js";
import { followGlossary } from "./glossary.js";
import { followHeartbeat } from "./heartbeat.js";
import { followHover } from "./hover.js";
import { followKeys } from "./keys.js";
import { label } from "./labels.js";
import { followPicker } from "./picker.js";
import { followPrinting } from "./print.js";
import { followRequests } from "./requests.js";
import { followTheme } from "./theme.js";
import { followZooms } from "./zoom.js";

/** @import { PageModel } from "./types.js" */

/** Milliseconds; what ipywidgets changes without adding an element is labelled then. */
const LABEL_EVERY = 1000;

/** @param {Node} node */
const isWidget = (node) => node instanceof Element && node.classList.contains("jupyter-widgets");

/**
 * The classes by which the style sheets know how the page is.
 *
 * @param {PageModel} model
 */
function followState(model) {
  const show = () => {
    root.classList.toggle("fw-ready", model.get("ready"));
    root.classList.toggle("fw-is-stale", model.get("stale"));
    root.classList.toggle("fw-kiosk", model.get("kiosk"));
    label();
  };
  for (const name of /** @type {const} */ (["ready", "stale", "kiosk"])) model.on(`change:${name}`, show);
  show();
}

/** @param {AbortSignal} signal */
function followGrowth(signal) {
  const keepFocus = makeFocusKeeper(signal);
  const grown = new MutationObserver((changes) => {
    keepFocus();
    if (changes.some((change) => [...change.addedNodes].some(isWidget))) label();
  });
  grown.observe(document.body, { childList: true, subtree: true });
  const labelling = setInterval(label, LABEL_EVERY);
  signal.addEventListener("abort", () => {
    grown.disconnect();
    clearInterval(labelling);
  });
}

/**
 * Do all that a page does besides being drawn.
 *
 * @param {PageModel} model
 * @returns {() => void} ends it
 */
export function attend(model) {
  const stop = new AbortController();
  const { signal } = stop;
  followTheme(model, signal);
  // What the kernel said while the page was on its way has found no widget.
  model.send({ kind: "hello" });
  // The template says so. What was sent between two connections may be lost.
  window.addEventListener("fw-connected-again", () => model.send({ kind: "hello" }), { signal });
  followHeartbeat(model, signal);
  followAddress(model, signal);
  followState(model);
  followRequests(model);
  followGrowth(signal);
  followDrags(model, signal);
  followHover(model, signal);
  followZooms(model, signal);
  followKeys(model, signal);
  followActions(model, signal);
  followGlossary(signal);
  followPicker(signal);
  followPrinting(signal);
  return () => stop.abort();
}
