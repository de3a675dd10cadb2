import { inVoila } from "../shared/environment.js";
import { hasDialog, openGlossary } from "./glossary.js";

/** @import { FromPage, KeyCommand, PageModel } from "./types.js" */

/** @type {Map<string, KeyCommand>} */
const BOUND = new Map([
  [" ", "toggle"],
  ["ArrowLeft", "back"],
  ["ArrowRight", "forward"],
  ["End", "live"],
  ["l", "label"],
  ["n", "next"],
  ["p", "previous"],
  ["k", "play"],
  ["r", "toggle_record"],
  ["Escape", "unzoom"],
]);
const HELP = "?";
const AGAIN = new Set(["back", "forward"]);
const TAKES_KEYS = "input, select, textarea";
const TAKES_SPACE = `${TAKES_KEYS}, button, a`;

/**
 * What a key says; null for one that says nothing.
 *
 * @param {PageModel} model
 * @param {KeyboardEvent} event
 * @returns {FromPage | null}
 */
function said(model, event) {
  // Whoever is quick presses it before the page has heard that a label is to be picked; the kernel knows.
  if (/^[1-9]$/.test(event.key)) return { kind: "pick_label", number: Number(event.key) };
  const kind = BOUND.get(event.key);
  if (kind === "unzoom" && model.get("labelling")) return { kind: "label", large: false };
  if (kind === "unzoom" && model.get("choosing")) return { kind: "choosing", on: false };
  return kind ? { kind, large: event.shiftKey } : null;
}

/**
 * @param {KeyboardEvent} event
 * @returns {boolean} whether nothing else takes the key: a notebook, the browser, a dialog, or what has the focus
 */
function isFree({ key, target, ctrlKey, metaKey, altKey }) {
  if (!inVoila() || hasDialog() || ctrlKey || metaKey || altKey) return false;
  return !(target instanceof Element && target.closest(key === " " ? TAKES_SPACE : TAKES_KEYS));
}

/**
 * @param {PageModel} model
 * @param {AbortSignal} signal
 */
export function followKeys(model, signal) {
  /** @param {KeyboardEvent} event */
  const press = (event) => {
    if (!isFree(event)) return;
    const message = said(model, event);
    if (!message && event.key !== HELP) return;
    event.preventDefault();
    if (!message) openGlossary(model);
    // A key that is held down would begin and end a trial thirty times a second.
    else if (!event.repeat || AGAIN.has(message.kind)) model.send(message);
  };
  document.addEventListener("keydown", press, { signal });
}
