// The address and the title of the window.

import { inVoila } from "../shared/environment.js";

/** @import { PageModel } from "./types.js" */

/** Another person is another page, for the browser's Back; another moment of one is not. @param {string} query */
function pageOf(query) {
  const fields = new URLSearchParams(query);
  return ["view", "person"].map((name) => fields.get(name)).join();
}

/**
 * @param {PageModel} model
 * @param {AbortSignal} signal
 */
export function followAddress(model, signal) {
  if (!inVoila()) return;
  /** @type {string | null} */
  let shown = null;
  const write = () => {
    const query = model.get("address");
    const next = pageOf(query);
    const same = shown === null || shown === next;
    history[same ? "replaceState" : "pushState"](null, "", query ? `?${query}` : location.pathname);
    shown = next;
  };
  const back = () => {
    shown = pageOf(location.search);
    model.send({ kind: "address", query: location.search.slice(1) });
  };
  window.addEventListener("popstate", back, { signal });
  model.on("change:address", write);
  write();
  const name = () => {
    document.title = model.get("name");
  };
  model.on("change:name", name);
  name();
}
