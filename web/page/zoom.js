// Wheel and fingers on the curves: more or less of the time around the place that is pointed at.

import { keep, kept } from "../shared/kept.js";
import { curvesAt, shareOf, within } from "./plot.js";

/** @import { PageModel } from "./types.js" */

/** Milliseconds between two messages: a picture of the kernel's takes as long. */
const EVERY = 100;
/** Octaves a CSS pixel of the wheel, and at most those of one event: a mouse's notch is a hundred pixels. */
const OCTAVES = 0.01;
const MOST = 0.5;
/** CSS pixels of a line or a page, where a browser counts the wheel in these. */
const UNITS = [1, 16, 400];
/** Octaves that two fingers have to move before anything happens. */
const STILL = 0.05;

const HINTED = "footwatch-zoom-hinted";
const HINT_FOR = 2500;
/** CSS pixels from there to the end of the figure, below the readings that a pointer is told. */
const BELOW = 42;

/**
 * Gathers how much is zoomed, and sends it now and then.
 *
 * @param {PageModel} model
 */
function makeZoom(model) {
  let [octaves, at] = [0, 0];
  let waiting = false;
  const send = () => {
    if (waiting || octaves === 0) return;
    waiting = true;
    model.send({ kind: "zoom_by", at, by: 2 ** octaves });
    octaves = 0;
    setTimeout(() => {
      waiting = false;
      send();
    }, EVERY);
  };
  /**
   * @param {number} place share of the curves' width that stays where it is
   * @param {number} by octaves; more of the time over 0
   */
  return (place, by) => {
    [octaves, at] = [octaves + by, place];
    send();
  };
}

/**
 * The wheel scrolls the page, as everywhere; who expects it to zoom is told once what does.
 *
 * @param {Element} plot
 */
function hint(plot) {
  const card = plot.closest(".fw-card");
  if (!card || kept(HINTED)) return;
  keep(HINTED, "1");
  const [frame, box] = [card.getBoundingClientRect(), plot.getBoundingClientRect()];
  const words = document.createElement("p");
  words.className = "fw-hint";
  words.setAttribute("role", "status");
  words.textContent = `${navigator.platform.startsWith("Mac") ? "⌘" : "Ctrl"} and the wheel zoom; a drag does as well`;
  words.style.top = `${box.bottom - frame.top - BELOW}px`;
  card.append(words);
  setTimeout(() => words.remove(), HINT_FOR);
}

/**
 * @param {PageModel} model
 * @param {ReturnType<typeof makeZoom>} zoom
 * @param {AbortSignal} signal
 */
function followWheel(model, zoom, signal) {
  /** @param {WheelEvent} event */
  const turn = (event) => {
    const box = curvesAt(model, event.target);
    if (!box) return;
    if (!event.ctrlKey && !event.metaKey) {
      if (event.deltaY) hint(/** @type {Element} */ (event.currentTarget));
      return;
    }
    event.preventDefault();
    for (const words of document.querySelectorAll(".fw-hint")) words.remove();
    const by = OCTAVES * event.deltaY * (UNITS[event.deltaMode] ?? 1);
    zoom(shareOf(box, event.clientX), Math.min(MOST, Math.max(-MOST, by)));
  };
  // A page whose document hears the wheel like this waits for its scripts before it scrolls.
  const heeded = new WeakSet();
  /** @param {PointerEvent} event */
  const heed = ({ target }) => {
    const plot = within(model, target) ? target.closest(".fw-plot") : null;
    if (!plot || heeded.has(plot)) return;
    heeded.add(plot);
    /** @type {HTMLElement} */ (plot).addEventListener("wheel", turn, { signal, passive: false });
  };
  document.addEventListener("pointerover", heed, { signal });
}

/**
 * @param {PageModel} model
 * @param {ReturnType<typeof makeZoom>} zoom
 * @param {AbortSignal} signal
 */
function followFingers(model, zoom, signal) {
  /** @type {Map<number, number>} */
  const fingers = new Map();
  let apart = 0;
  /** @type {DOMRect | null} */
  let box = null;
  const measure = () => {
    const [one = 0, other = 0] = fingers.values();
    return { middle: (one + other) / 2, width: Math.max(1, Math.abs(one - other)) };
  };

  /** @param {PointerEvent} event */
  const press = (event) => {
    const on = event.pointerType === "touch" ? curvesAt(model, event.target) : null;
    if (!on) return;
    fingers.set(event.pointerId, event.clientX);
    box = on;
    apart = measure().width;
  };
  /** @param {PointerEvent} event */
  const move = (event) => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, event.clientX);
    if (fingers.size !== 2 || !box) return;
    const { middle, width } = measure();
    const by = Math.log2(apart / width);
    if (Math.abs(by) < STILL) return;
    apart = width;
    zoom(shareOf(box, middle), by);
  };
  /** @param {PointerEvent} event */
  const release = ({ pointerId }) => {
    fingers.delete(pointerId);
  };
  document.addEventListener("pointerdown", press, { signal });
  document.addEventListener("pointermove", move, { signal });
  document.addEventListener("pointerup", release, { signal });
  document.addEventListener("pointercancel", release, { signal });
}

/**
 * @param {PageModel} model
 * @param {AbortSignal} signal
 */
export function followZooms(model, signal) {
  const zoom = makeZoom(model);
  followWheel(model, zoom, signal);
  followFingers(model, zoom, signal);
}
