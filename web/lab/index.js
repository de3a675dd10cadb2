// An extension of JupyterLab, in the form in which webpack would hand it over: a container of one module.

import { waitForScripts } from "../shared/patience.js";

waitForScripts();
const plugin = { id: "footwatch:patience", autoStart: true, activate() {} };
window._JUPYTERLAB ??= {};
window._JUPYTERLAB.footwatch = { init() {}, get: async () => () => ({ __esModule: true, default: plugin }) };
