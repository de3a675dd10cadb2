import { inVoila } from "../shared/environment.js";

/** @import { KeyCommand, PageModel } from "./types.js" */

/** @type {Map<string, KeyCommand>} */
const BOUND = new Map([
  [" ", "toggle"],
  ["ArrowLeft", "back"],
  ["ArrowRight", "forward"],
  ["l", "live"],
  ["n", "next"],
  ["p", "previous"],
  ["k", "play"],
  ["r", "toggle_record"],
  ["Escape", "unzoom"],
]);
const TAKES_KEYS = "input, select, textarea";
const TAKES_SPACE = `${TAKES_KEYS}, button, a`;

/**
 * @param {PageModel} model
 * @param {AbortSignal} signal
 */
export function followKeys(model, signal) {
  /** @param {KeyboardEvent} event */
  const press = (event) => {
    if (!inVoila() || event.ctrlKey || event.metaKey || event.altKey) return;
    const kind = BOUND.get(event.key);
    const own = event.key === " " ? TAKES_SPACE : TAKES_KEYS;
    if (!kind || (event.target instanceof Element && event.target.closest(own))) return;
    event.preventDefault();
    if (kind === "unzoom" && model.get("choosing")) model.send({ kind: "choosing", on: false });
    else model.send({ kind, large: event.shiftKey });
  };
  document.addEventListener("keydown", press, { signal });
}
