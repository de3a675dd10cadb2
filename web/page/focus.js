import { hasDialog } from "./glossary.js";

const PRESSED = "[data-fw], [data-term]";

/**
 * HTML that is written anew takes the focus with it, and the keyboard must find its place again.
 *
 * @param {AbortSignal} signal
 * @returns {() => void} to be called after the page has changed
 */
export function makeFocusKeeper(signal) {
  /** @type {HTMLElement | null} */
  let held = null;
  /** @param {FocusEvent} event */
  const focus = (event) => {
    // Whoever has closed a dialog goes on where it was opened.
    if (event.target instanceof Element && event.target.closest("dialog")) return;
    held = event.target instanceof Element ? event.target.closest(PRESSED) : null;
  };
  const leave = () => {
    if (held?.isConnected && document.activeElement !== held && !hasDialog()) held = null;
  };
  document.addEventListener("focusin", focus, { signal });
  document.addEventListener("focusout", () => queueMicrotask(leave), { signal });
  return () => {
    if (!held || held.isConnected || document.activeElement !== document.body) return;
    const { dataset, textContent } = held;
    /** @type {NodeListOf<HTMLElement>} */
    const buttons = document.querySelectorAll(":is(button, a):is([data-fw], [data-term])");
    const all = [...buttons];
    const same = all.find((one) => one.dataset.fw === dataset.fw && one.dataset.term === dataset.term);
    (same ?? all.find((one) => one.textContent === textContent))?.focus({ preventScroll: true });
  };
}
