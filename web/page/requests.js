// What the kernel asks of the browser.

import { pictureOf } from "../picture/card.js";
import { save } from "../picture/save.js";
import { inVoila, root } from "../shared/environment.js";
import { keep } from "../shared/kept.js";
import { AUTHOR } from "./report.js";

/** @import { PageModel } from "./types.js" */

/** @returns {ScrollBehavior} */
const pace = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

function toggleFullscreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  // Refused where no hand has asked for it.
  else root.requestFullscreen?.().catch(() => {});
}

/** @param {PageModel} model */
export function followRequests(model) {
  model.on("msg:custom", (message, buffers) => {
    const scope = model.get("scope");
    switch (message.kind) {
      case "download":
        save(message.name, new Blob(buffers, { type: message.type }));
        break;
      case "picture": {
        const card = document.querySelector(`.${scope} .${message.of}`);
        if (card) pictureOf(card, message.title).then((picture) => save(message.name, picture));
        break;
      }
      case "keep_author":
        keep(AUTHOR, message.name);
        break;
      case "fullscreen":
        toggleFullscreen();
        break;
      case "curves":
        document.querySelector(`.fw-curves.${scope}`)?.scrollIntoView({ block: "nearest", behavior: pace() });
        break;
      case "top":
        if (inVoila()) scrollTo({ top: 0, behavior: pace() });
        break;
    }
  });
}
