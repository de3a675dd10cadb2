// What stands over the curves of one card where the pointer is: uprights, dots, and the words beside them.

import { plotareaOf } from "./plot.js";

/** @import { FootModels, ScaleModel } from "./types.js" */
/** @import { Reading } from "./readings.js" */

export const FEET = /** @type {const} */ (["left", "right"]);
const LINES = [0, 1, 2];
/** CSS pixels between the upright and the words beside it. */
const BESIDE = 10;

/** @param {number} epoch seconds */
function clock(epoch) {
  const at = new Date(Math.floor(epoch * 10) * 100);
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const tenths = Math.floor(at.getMilliseconds() / 100);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${tenths}`;
}

/**
 * @param {ScaleModel} scale
 * @param {number} value
 * @returns {number} how far along the scale that is, from 0 to 1
 */
export function along(scale, value) {
  const [min, max] = [scale.get("min"), scale.get("max")];
  return Math.min(1, Math.max(0, (value - min) / (max - min)));
}

/**
 * @param {string} name
 * @param {Element} into
 */
function element(name, into) {
  const made = document.createElement("div");
  made.className = name;
  into.append(made);
  return made;
}

/**
 * @param {string} foot
 * @param {Element} layer
 */
function makeUpright(foot, layer) {
  const upright = element(`fw-hover-line fw-${foot}`, layer);
  const dots = LINES.map(() => element("fw-hover-dot", upright));
  /**
   * @param {DOMRect} frame
   * @param {DOMRect} box
   * @param {number} share
   */
  const place = (frame, box, share) => {
    Object.assign(upright.style, {
      left: `${box.left - frame.left + share * box.width}px`,
      top: `${box.top - frame.top}px`,
      height: `${box.height}px`,
    });
  };
  /**
   * @param {Reading | null} reading
   * @param {FootModels} models
   */
  const dot = (reading, { lines }) => {
    const [opacities, { y }] = [lines.get("opacities"), lines.get("scales")];
    for (const [line, one] of dots.entries()) {
      const value = reading?.values[line];
      one.hidden = value === undefined || opacities[line] === 0;
      if (value !== undefined) one.style.top = `${100 * (1 - along(y, value))}%`;
    }
  };
  return { place, dot };
}

/**
 * @param {Element} cell
 * @param {string} name
 * @param {Reading | null} reading
 * @param {number} line
 */
function write(cell, name, reading, line) {
  const value = reading?.values[line];
  const ends = reading?.extremes?.[line];
  const [strong, small] = [document.createElement("b"), document.createElement("small")];
  strong.textContent = value === undefined ? "–" : String(Math.round(value));
  small.textContent = ends ? ends.join("–") : "";
  cell.replaceChildren(`${name} `, strong, " ", small);
}

/** @param {Element} layer */
function makeWords(layer) {
  const words = element("fw-hover-words", layer);
  const time = element("fw-hover-time", words);
  const cells = FEET.map((foot) => LINES.map(() => element(`fw-${foot}`, words)));
  /**
   * @param {number} epoch seconds
   * @param {(Reading | null)[]} readings of each foot
   */
  const say = (epoch, readings) => {
    const known = readings.some((one) => one);
    time.textContent = `${clock(epoch)}${known ? "" : " no reading"}`;
    for (const [i, foot] of cells.entries()) {
      for (const [line, cell] of foot.entries()) write(cell, `${i ? "R" : "L"}${line}`, readings[i] ?? null, line);
    }
  };
  /**
   * Beside the upright, within the curves.
   *
   * @param {DOMRect} frame
   * @param {DOMRect} box
   * @param {number} share
   */
  const place = (frame, box, share) => {
    const [left, stop] = [box.left - frame.left, box.right - frame.left];
    const upright = left + share * box.width;
    const { offsetWidth: width } = words;
    const fits = upright + BESIDE + width <= stop;
    Object.assign(words.style, {
      left: `${Math.max(0, fits ? upright + BESIDE : upright - BESIDE - width)}px`,
      top: `${box.top - frame.top + 2}px`,
    });
  };
  return { say, place };
}

/**
 * Draws over one card.
 *
 * @param {Element} card
 * @param {FootModels[]} feet in the order of the card's figures
 */
export function makeReadout(card, feet) {
  const layer = document.createElement("div");
  layer.className = "fw-hover";
  layer.ariaHidden = "true";
  const uprights = FEET.map((foot) => makeUpright(foot, layer));
  const words = makeWords(layer);
  const figures = [...card.querySelectorAll(".fw-plot")];
  return {
    /**
     * @param {DOMRect} box where the curves are that are pointed at
     * @param {number} share how far along them the moment is
     * @param {number} epoch the moment, seconds
     * @param {(Reading | null)[]} readings of each foot
     */
    show(box, share, epoch, readings) {
      if (!layer.isConnected) card.append(layer);
      const frame = card.getBoundingClientRect();
      for (const [i, models] of feet.entries()) {
        const place = plotareaOf(figures[i]);
        if (place) uprights[i]?.place(frame, place, share);
        uprights[i]?.dot(readings[i] ?? null, models);
      }
      words.say(epoch, readings);
      words.place(frame, box, share);
    },
    hide: () => layer.remove(),
  };
}
