// Made from web/ by `make web`; edit there.
"use strict";
(() => {
  // shared/patience.js
  var PATIENCE = 6e4;
  function waitForScripts() {
    const { timeout } = AbortSignal;
    AbortSignal.timeout = (ms) => timeout.call(AbortSignal, Math.max(ms, PATIENCE));
  }

  // lab/index.js
  waitForScripts();
  var plugin = { id: "footwatch:patience", autoStart: true, activate() {
  } };
  window._JUPYTERLAB ??= {};
  window._JUPYTERLAB.footwatch = { init() {
  }, get: async () => () => ({ __esModule: true, default: plugin }) };
})();
