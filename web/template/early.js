/** Whose scripts are run while the kernel runs the notebook. */
const WIDGETS = ["bqplot", "bqscales", "anywidget"];

/**
 * Voilà's application starts when the page is complete, and so after the notebook. Let it get ready beside it, and wait
 * only for the answer to its first question, which is for the kernel; meanwhile the widgets' scripts are run.
 */
export function startEarly() {
  /** @type {Promise<unknown>} */
  const complete = new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve));
  const { addEventListener, fetch } = window;
  /** @type {typeof window.addEventListener} */
  window.addEventListener = function (
    /** @type {string} */ type,
    /** @type {EventListenerOrEventListenerObject} */ listener,
    /** @type {boolean | AddEventListenerOptions | undefined} */ options,
  ) {
    if (type === "load" && typeof listener === "function") listener(new Event("load"));
    else addEventListener.call(this, type, listener, options);
  };
  window.fetch = async (...request) => {
    for (const name of WIDGETS) {
      window._JUPYTERLAB?.[name]?.get("./index").then(
        (run) => run(),
        () => {},
      );
    }
    const answer = fetch(...request);
    await complete;
    return answer;
  };
  // Not so addEventListener: scripts that come after the page has loaded would wait for that for ever.
  complete.then(() => {
    window.fetch = fetch;
  });
}
