// The values of all lines where the pointer is. They are in the browser, and the kernel hears nothing of it.

import { curvesAt, GRIP, shareOf } from "./plot.js";
import { nearest } from "./readings.js";
import { along, FEET, makeReadout } from "./readout.js";

/** @import { DrawnModel, FootModels, PageModel, ScaleModel } from "./types.js" */

/**
 * A card whose readings are shown: as which it said what it draws, and what that is.
 *
 * @typedef {{ card: Element, told: string, base: number, feet: FootModels[] }} Drawn
 */

/**
 * @param {PageModel} model
 * @param {string} ids
 * @returns {Promise<FootModels>}
 */
async function modelsOf(model, ids) {
  const [lines, tip, band] = await Promise.all(ids.split(" ").map((id) => model.widget_manager.get_model(id)));
  if (!lines || !tip) throw new Error("the kernel names no lines");
  return { lines, tip, band: band ?? null };
}

/** @param {Element} card */
const toldBy = (card) => card.querySelector(".fw-drawn")?.innerHTML ?? "";

/**
 * @param {PageModel} model
 * @param {Element} card
 * @returns {Promise<Drawn | null>} null where the card does not say what it draws
 */
async function drawnIn(model, card) {
  const told = toldBy(card);
  const { dataset } = card.querySelector(".fw-drawn")?.querySelector("i") ?? {};
  if (!dataset) return null;
  try {
    const feet = await Promise.all(FEET.map((foot) => modelsOf(model, dataset[foot] ?? "")));
    return { card, told, base: Number(dataset.base), feet };
  } catch {
    return null;
  }
}

/**
 * The readout of a card, which follows curves that move on under a pointer that rests.
 *
 * @param {Drawn} drawn
 * @param {() => void} moved
 */
function follow({ card, told, base, feet }, moved) {
  const { show, hide } = makeReadout(card, feet);
  const [{ lines }] = /** @type {[FootModels]} */ (feet);
  const { x: scale } = lines.get("scales");
  /** @type {(DrawnModel | ScaleModel)[]} */
  const watched = [lines, scale];
  for (const one of watched) one.on("change", moved);
  return {
    card,
    told,
    /**
     * @param {DOMRect} box
     * @param {number} pointer share of its width
     */
    show(box, pointer) {
      const [min, max] = [scale.get("min"), scale.get("max")];
      const at = min + pointer * (max - min);
      const readings = feet.map((foot) => nearest(foot, at, (GRIP * (max - min)) / box.width));
      const x = readings.find((one) => one)?.x ?? at;
      show(box, along(scale, x), base + x, readings);
    },
    stop() {
      for (const one of watched) one.off("change", moved);
      hide();
    },
  };
}

/**
 * @param {PageModel} model
 * @param {PointerEvent} event
 * @returns {Element | null} the figure whose curves a pointer is on that does nothing else
 */
function pointedAt(model, { target, clientX, pointerType, buttons }) {
  const box = pointerType === "touch" || buttons ? null : curvesAt(model, target);
  if (!box || clientX < box.left || clientX > box.right) return null;
  return /** @type {Element} */ (target).closest(".fw-plot");
}

/**
 * @param {PageModel} model
 * @param {AbortSignal} signal
 */
export function followHover(model, signal) {
  /** @type {{ figure: Element, card: Element, x: number } | null} */
  let pointed = null;
  /** @type {ReturnType<typeof follow> | null} */
  let shown = null;
  let asking = false;
  let drawing = false;

  const stop = () => {
    shown?.stop();
    shown = null;
  };
  const leave = () => {
    pointed = null;
    stop();
  };
  const draw = () => {
    drawing = false;
    const box = pointed && curvesAt(model, pointed.figure);
    if (!pointed || !box) leave();
    else if (shown?.card === pointed.card && shown.told === toldBy(pointed.card)) {
      shown.show(box, shareOf(box, pointed.x));
    } else ask(pointed.card);
  };
  const redraw = () => {
    if (!drawing) requestAnimationFrame(draw);
    drawing = true;
  };
  /** @param {Element} card */
  const ask = async (card) => {
    if (asking) return;
    asking = true;
    const drawn = await drawnIn(model, card);
    asking = false;
    stop();
    if (!drawn || pointed?.card !== card || signal.aborted) return;
    shown = follow(drawn, redraw);
    redraw();
  };

  /** @param {PointerEvent} event */
  const move = (event) => {
    const figure = pointedAt(model, event);
    const card = figure?.closest(".fw-card");
    if (figure && card) {
      pointed = { figure, card, x: event.clientX };
      redraw();
    } else if (pointed) leave();
  };
  /** @param {PointerEvent} event */
  const out = (event) => {
    if (event.relatedTarget === null) leave();
  };
  document.addEventListener("pointermove", move, { signal });
  document.addEventListener("pointerdown", leave, { signal });
  document.addEventListener("pointerout", out, { signal });
  signal.addEventListener("abort", leave);
}
