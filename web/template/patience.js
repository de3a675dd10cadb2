// Limits of others that a busy machine does not keep.

/** Milliseconds. */
const PATIENCE = 60_000;

export function beAsPatient() {
  waitForScripts();
  waitForState();
}

/** anywidget gives a browser two seconds for the page's script; after that the page would hear nothing, for ever. */
function waitForScripts() {
  const { timeout } = AbortSignal;
  AbortSignal.timeout = (ms) => timeout.call(AbortSignal, Math.max(ms, PATIENCE));
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
