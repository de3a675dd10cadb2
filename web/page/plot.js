/** @import { PageModel } from "./types.js" */

/** How far from the playhead a pointer takes hold of it, CSS pixels; and how far a press may stray. */
export const GRIP = 10;

/**
 * @param {PageModel} model
 * @param {EventTarget | null} target
 * @returns {target is Element} whether it is a part of what this page's kernel shows
 */
export function within(model, target) {
  return target instanceof Element && target.closest(`.${model.get("scope")}`) !== null;
}

/**
 * @param {Element | null | undefined} plot
 * @returns {DOMRect | null} where its curves are
 */
export function plotareaOf(plot) {
  const box = plot?.querySelector(".plotarea_background, .plotarea_events")?.getBoundingClientRect();
  return box && box.width > 0 ? box : null;
}

/**
 * @param {PageModel} model
 * @param {EventTarget | null} target
 * @returns {DOMRect | null} where the curves are that a pointer is on
 */
export function curvesAt(model, target) {
  return within(model, target) ? plotareaOf(target.closest(".fw-plot")) : null;
}

/**
 * @param {DOMRect} box
 * @param {number} x CSS pixels
 * @returns {number} how far along the curves that is, from 0 to 1
 */
export function shareOf(box, x) {
  return Math.min(1, Math.max(0, (x - box.left) / box.width));
}
