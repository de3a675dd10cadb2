// A pointer on the curves: a click or the playhead's grip seeks, a drag zooms or chooses a stretch.

import { curvesAt, GRIP, shareOf } from "./plot.js";

/** @import { PageModel } from "./types.js" */

/** CSS pixels that make a drag of a press. */
const DRAGGED = 6;
/** Milliseconds between two places that are sent while the playhead is dragged. */
const SEEK_EVERY = 33;

/** @typedef {{ box: DOMRect, start: number, x: number, dragged: boolean, scrub: boolean }} Drag */

/**
 * Sends the newest place only, and no more often than the kernel answers.
 *
 * @param {PageModel} model
 */
function makeSeek(model) {
  /** @type {number | null} */
  let queued = null;
  let waiting = false;
  const send = () => {
    if (queued === null || waiting) return;
    waiting = true;
    model.send({ kind: "seek", at: queued });
    queued = null;
    setTimeout(() => {
      waiting = false;
      send();
    }, SEEK_EVERY);
  };
  return {
    /** @param {number} at */
    along(at) {
      queued = at;
      send();
    },
    /** @param {number} at the last place, which is not to come after what is asked next */
    last(at) {
      queued = null;
      model.send({ kind: "seek", at });
    },
  };
}

/**
 * @param {HTMLElement} veil
 * @param {DOMRect} box
 * @param {[number, number]} shares
 */
function lay(veil, box, [from, to]) {
  Object.assign(veil.style, {
    left: `${box.left + from * box.width}px`,
    width: `${(to - from) * box.width}px`,
    top: `${box.top}px`,
    height: `${box.height}px`,
  });
}

/**
 * @param {PageModel} model
 * @param {AbortSignal} signal
 */
export function followDrags(model, signal) {
  const seek = makeSeek(model);
  const veil = document.createElement("div");
  veil.className = "fw-veil";
  /** @type {Drag | null} */
  let drag = null;
  const end = () => {
    veil.remove();
    drag = null;
  };

  /** @param {PointerEvent} event */
  const press = (event) => {
    // A second finger means something else, and so does the first one from then on.
    if (!event.isPrimary) end();
    const box = event.isPrimary ? curvesAt(model, event.target) : null;
    if (!box || event.button !== 0) return;
    const head = model.get("head");
    const atHead = head >= 0 && Math.abs(event.clientX - box.left - head * box.width) < GRIP;
    const scrub = event.shiftKey || (atHead && !model.get("choosing"));
    drag = { box, start: shareOf(box, event.clientX), x: event.clientX, dragged: false, scrub };
  };

  /** @param {PointerEvent} event */
  const move = (event) => {
    if (!drag) return;
    const here = shareOf(drag.box, event.clientX);
    if (drag.scrub) {
      seek.along(here);
      event.preventDefault();
      return;
    }
    if (!drag.dragged && Math.abs(event.clientX - drag.x) > DRAGGED) {
      drag.dragged = true;
      veil.classList.toggle("fw-choosing", model.get("choosing"));
      document.body.append(veil);
    }
    if (drag.dragged) lay(veil, drag.box, span(drag, here));
  };

  /** @param {PointerEvent} event */
  const release = (event) => {
    if (!drag) return;
    const here = shareOf(drag.box, event.clientX);
    if (drag.dragged) {
      const [from, to] = span(drag, here);
      model.send({ kind: model.get("choosing") ? "choose" : "zoom", from, to });
    } else {
      seek.last(here);
    }
    end();
  };

  document.addEventListener("pointerdown", press, { signal });
  document.addEventListener("pointermove", move, { signal });
  document.addEventListener("pointerup", release, { signal });
  document.addEventListener("pointercancel", end, { signal });
  const whole = (/** @type {MouseEvent} */ event) => {
    if (curvesAt(model, event.target)) model.send({ kind: "unzoom" });
  };
  document.addEventListener("dblclick", whole, { signal });
}

/**
 * @param {Drag} drag
 * @param {number} here
 * @returns {[number, number]}
 */
function span({ start }, here) {
  return [Math.min(start, here), Math.max(start, here)];
}
