/** Milliseconds. */
export const PATIENCE = 60_000;

/** anywidget gives a browser two seconds for a widget's script; after that the widget would hear nothing, for ever. */
export function waitForScripts() {
  const { timeout } = AbortSignal;
  AbortSignal.timeout = (ms) => timeout.call(AbortSignal, Math.max(ms, PATIENCE));
}
