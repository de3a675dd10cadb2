import { inVoila, root } from "./environment.js";
import { keep, kept } from "./kept.js";

const KEPT = "footwatch-theme";

/** Whether JupyterLab is dark; null where the page is not in one. */
export function jupyterIsDark() {
  const light = document.body.dataset.jpThemeLight;
  return inVoila() || light === undefined ? null : light === "false";
}

/** @param {boolean} dark */
export function showTheme(dark) {
  root.dataset.fwTheme = dark ? "dark" : "light";
}

/** What was chosen on an earlier page of this server, or null. */
export const keptTheme = () => kept(KEPT);

/** @param {string} choice */
export const keepTheme = (choice) => keep(KEPT, choice);
