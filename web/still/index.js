// The browser's half of footlib.ui.browser.still, for what stands in a cell without a live page.

import { pictureOf } from "../picture/card.js";
import { save } from "../picture/save.js";
import { jupyterIsDark, showTheme } from "../shared/theme.js";

/** @import { Render } from "@anywidget/types" */

/** @type {Render} */
function render({ model, el }) {
  el.classList.add("fw-page");
  /** @param {{ name: string, title: string }} request */
  const take = async ({ name, title }) => {
    const card = el.closest(".fw-card");
    if (card) save(name, await pictureOf(card, title));
  };
  model.on("msg:custom", take);
  const dark = jupyterIsDark();
  if (dark !== null) showTheme(dark);
  return () => model.off("msg:custom", take);
}

export default { render };
