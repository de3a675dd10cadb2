// Buttons within HTML carry their message as data, so that tables stay plain HTML.

import { openGlossary } from "./glossary.js";
import { GRIP, within } from "./plot.js";

/** @import { ButtonMessage, PageModel } from "./types.js" */

/** Several cards of a kind may be on the page; footlib.ui.cards.base names each by a class. */
const CARD = /fw-part-(\w+)/;

/** What is pressed: a button or link that carries a message, or a word that leads to its meaning. */
const PRESSED = "[data-fw], [data-term]";

/**
 * @param {HTMLElement} button
 * @returns {ButtonMessage | { term: string }}
 */
function messageOf(button) {
  if (button.dataset.term !== undefined) return { term: button.dataset.term };
  const card = button.closest('[class*="fw-part-"]')?.className.match(CARD)?.[1];
  return { ...JSON.parse(button.dataset.fw ?? ""), card };
}

/**
 * @param {PageModel} model
 * @param {MouseEvent} event
 * @returns {HTMLElement | null} the button that is meant; anywhere on a person's tile, its link
 */
function meant(model, { target, ctrlKey, metaKey }) {
  if (!within(model, target) || ctrlKey || metaKey) return null;
  return target.closest(PRESSED) ?? target.closest(".fw-person-tile")?.querySelector("[data-fw]") ?? null;
}

/**
 * @param {PageModel} model
 * @param {AbortSignal} signal
 */
export function followActions(model, signal) {
  // HTML is written anew at any moment, the time line every second, and what stands above it grows. Browsers give no
  // click for a button that went away or aside in between. A press that is let go in its place is a click all the same.
  /** @type {{ button: HTMLElement, target: Element, message: ReturnType<typeof messageOf>, x: number, y: number } | null} */
  let pressed = null;
  let answered = false;

  /** @param {ReturnType<typeof messageOf>} message */
  const act = (message) => {
    if ("term" in message) openGlossary(model, message.term);
    else model.send(message);
  };

  /** @param {PointerEvent} event */
  const press = (event) => {
    const button = event.button === 0 ? meant(model, event) : null;
    answered = false;
    const target = /** @type {Element} */ (event.target);
    pressed = button && { button, target, message: messageOf(button), x: event.clientX, y: event.clientY };
  };

  /** @param {PointerEvent} event */
  const release = (event) => {
    if (pressed && !(pressed.target.isConnected && meant(model, event) === pressed.button)) {
      answered = Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < GRIP;
      if (answered) act(pressed.message);
    }
    pressed = null;
  };

  /** @param {PointerEvent} event */
  const click = (event) => {
    // What was pressed by a pointer is not to be pressed again by the space bar, which pauses.
    if (event.pointerType && within(model, event.target)) event.target.closest("button")?.blur();
    const button = meant(model, event);
    if (!button || (answered && event.pointerType)) return;
    event.preventDefault();
    act(messageOf(button));
  };

  document.addEventListener("pointerdown", press, { signal });
  document.addEventListener("pointerup", release, { signal });
  const cancel = () => {
    pressed = null;
  };
  document.addEventListener("pointercancel", cancel, { signal });
  document.addEventListener("click", click, { signal });
}
