// The heart that beats both ways: the kernel's pulse, the page's answer, and what is done when either stops.

import { inVoila } from "../shared/environment.js";
import { makeBanner } from "./banner.js";
import { report } from "./report.js";

/** @import { PageModel } from "./types.js" */

// Milliseconds of silence.
const CALL_AFTER = 2000;
const LOST_AFTER = 4000;
const RELOAD_AFTER = 12000;
const CALL_UNTIL = 60000;

let asking = false;

/**
 * Load the page anew where the server answers and the kernel does not, for then the kernel is gone; the address holds
 * what was looked at.
 *
 * @param {() => number} silence
 */
async function reloadWhenServed(silence) {
  if (!inVoila() || asking) return;
  asking = true;
  try {
    const address = `${document.body.dataset.baseUrl}static/voila.js`;
    const { ok } = await fetch(address, { method: "HEAD", cache: "no-store" });
    if (ok) {
      // Where the network was away, the kernel answers with the server, a moment later.
      await new Promise((later) => setTimeout(later, CALL_AFTER));
      if (silence() > RELOAD_AFTER) {
        location.reload();
        return;
      }
    }
  } catch {
    // The server is away as well.
  }
  asking = false;
}

/**
 * @param {PageModel} model
 * @param {AbortSignal} signal
 */
export function followHeartbeat(model, signal) {
  const banner = makeBanner(signal);
  // What stands still has no pulse, and so nothing to miss.
  let heard = Number.POSITIVE_INFINITY;
  let heardAt = 0;
  const hear = () => {
    [heard, heardAt] = [performance.now(), Date.now()];
  };
  if (model.get("pulse")) hear();
  model.on("change:pulse", () => {
    hear();
    banner.hide();
    report(model);
  });
  // A wall clock may be set.
  const silence = () => (document.hidden ? 0 : performance.now() - heard);
  const watch = setInterval(() => {
    const silent = silence();
    if (silent > CALL_AFTER && silent < CALL_UNTIL) report(model);
    if (silent > LOST_AFTER) banner.show(heardAt);
    if (silent > RELOAD_AFTER) reloadWhenServed(silence);
  }, 1000);
  signal.addEventListener("abort", () => clearInterval(watch));
  const seen = () => {
    if (heard !== Number.POSITIVE_INFINITY) hear();
    report(model);
  };
  document.addEventListener("visibilitychange", seen, { signal });
  document.addEventListener("resume", seen, { signal });
  window.addEventListener("online", seen, { signal });
  let resized = 0;
  const resize = () => {
    clearTimeout(resized);
    resized = setTimeout(() => report(model), 200);
  };
  window.addEventListener("resize", resize, { signal });
}
