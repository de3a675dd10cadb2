// The browser's half of footlib.ui.browser.page.

import { attend } from "./attend.js";
import { applyTheme } from "./theme.js";

/** @import { PageModel, PageView } from "./types.js" */

/**
 * The kernel draws in the page's theme and time zone while the browser makes the widgets.
 *
 * @param {{ model: PageModel }} cell
 */
function initialize({ model }) {
  applyTheme(model);
}

/**
 * Several cells may show one page, each with a model of its own; one of them attends to it, and hands that over at its
 * end.
 *
 * @param {{ model: PageModel, el: HTMLElement }} cell
 */
function render({ model, el }) {
  el.classList.add("fw-page");
  window.footwatchPages ??= new Map();
  const scope = model.get("scope");
  const views = window.footwatchPages.get(scope) ?? [];
  window.footwatchPages.set(scope, views);
  /** @type {PageView} */
  const view = {
    start() {
      view.stop = attend(model);
    },
    stop: null,
  };
  views.push(view);
  if (views.length === 1) view.start();
  return () => {
    views.splice(views.indexOf(view), 1);
    if (!view.stop) return;
    view.stop();
    views[0]?.start();
  };
}

export default { initialize, render };
