// Limits of others that a busy machine does not keep.

import { PATIENCE, waitForScripts } from "../shared/patience.js";

export function beAsPatient() {
  waitForScripts();
  waitForState();
}

/**
 * ipywidgets gives the kernel four seconds to say what it shows, and then asks for each widget by itself: on a busy
 * machine that is more work for who was late, and for one that has gone meanwhile it waits for ever.
 */
function waitForState() {
  const { setTimeout } = window;
  /** @type {typeof window.setTimeout} */
  window.setTimeout = (run, ms, ...values) => {
    const impatient = ms === 4000 && String(run).includes("did not respond in time");
    return setTimeout.call(window, run, impatient ? PATIENCE : ms, ...values);
  };
}
