// Words and keys, a dialog of the page itself: it opens while the kernel is busy, and with the store away.

/** @import { PageModel } from "./types.js" */

const OPEN = "dialog[open]";

/** Whether a dialog has the keyboard for itself. */
export const hasDialog = () => document.querySelector(OPEN) !== null;

/**
 * Open the dialog, at a word if one is named; a wall screen has none.
 *
 * @param {PageModel} model
 * @param {string} term
 */
export function openGlossary(model, term = "") {
  const dialog =
    document.querySelector(`.${model.get("scope")} .fw-glossary`) ?? document.querySelector(".fw-glossary");
  if (model.get("kiosk") || hasDialog() || !(dialog instanceof HTMLDialogElement)) return;
  for (const one of dialog.querySelectorAll(".fw-meant")) one.classList.remove("fw-meant");
  dialog.showModal();
  const meaning = /** @type {HTMLElement | null} */ (
    term && dialog.querySelector(`[data-meaning="${CSS.escape(term)}"]`)
  );
  if (!meaning) {
    dialog.querySelector(".fw-meanings")?.scrollTo({ top: 0 });
    return;
  }
  meaning.classList.add("fw-meant");
  meaning.scrollIntoView({ block: "center" });
  meaning.focus({ preventScroll: true });
}

/**
 * A press beside the dialog closes it.
 *
 * @param {AbortSignal} signal
 */
export function followGlossary(signal) {
  /** @param {PointerEvent} event */
  const press = (event) => {
    if (event.target instanceof HTMLDialogElement && event.target.matches(".fw-glossary")) event.target.close();
  };
  document.addEventListener("pointerdown", press, { signal });
}
