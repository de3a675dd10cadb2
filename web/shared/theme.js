import { inVoila, root } from "./environment.js";

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
export function keptTheme() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    // Storage may be forbidden.
    return null;
  }
}

/** @param {string} choice */
export function keepTheme(choice) {
  try {
    localStorage.setItem(KEPT, choice);
  } catch {
    // Storage may be forbidden.
  }
}
