// Light or dark: as chosen on the page, else as JupyterLab has it, else as the system has it.

import { inVoila } from "../shared/environment.js";
import { jupyterIsDark, keepTheme, keptTheme, showTheme } from "../shared/theme.js";
import { report } from "./report.js";

/** @import { PageModel } from "./types.js" */

const media = matchMedia("(prefers-color-scheme: dark)");

/** @param {PageModel} model */
export function applyTheme(model) {
  let choice = model.get("theme_choice");
  if (inVoila()) {
    if (choice) keepTheme(choice);
    else choice = keptTheme() ?? "";
  }
  showTheme(choice ? choice === "dark" : (jupyterIsDark() ?? media.matches));
  report(model);
}

/**
 * @param {PageModel} model
 * @param {AbortSignal} signal
 */
export function followTheme(model, signal) {
  const apply = () => applyTheme(model);
  media.addEventListener("change", apply, { signal });
  model.on("change:theme_choice", apply);
  const jupyter = new MutationObserver(apply);
  jupyter.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  signal.addEventListener("abort", () => jupyter.disconnect());
}
