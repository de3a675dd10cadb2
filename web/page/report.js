import { root } from "../shared/environment.js";
import { kept } from "../shared/kept.js";

/** @import { PageModel } from "./types.js" */

/** Under which name the viewer's own is kept, by which labels and notes are signed where the operator wants that. */
export const AUTHOR = "footwatch-author";

/**
 * Tell the kernel who looks, and how. A message, not traits: after a lost connection ipywidgets waits for ever with the
 * next change of a trait.
 *
 * @param {PageModel} model
 */
export function report(model) {
  try {
    model.send({
      kind: "here",
      visible: !document.hidden,
      dark: root.dataset.fwTheme === "dark",
      width: innerWidth,
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? "",
      offset: -new Date().getTimezoneOffset(),
      author: kept(AUTHOR) ?? undefined,
    });
  } catch {
    // A kernel that has ended takes no message.
  }
}
