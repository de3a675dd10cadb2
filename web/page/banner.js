import { inVoila, root } from "../shared/environment.js";

const LOST = "fw-is-lost";

/**
 * Make what is said over the picture while nothing is heard from the kernel.
 *
 * @param {AbortSignal} signal
 */
export function makeBanner(signal) {
  const box = document.createElement("div");
  box.className = "fw-lost";
  box.setAttribute("role", "alert");
  box.hidden = true;
  const words = document.createElement("span");
  const again = document.createElement("button");
  again.textContent = "Reload";
  again.hidden = !inVoila();
  again.addEventListener("click", () => location.reload(), { signal });
  box.append(words, again);
  document.body.append(box);
  signal.addEventListener("abort", () => {
    box.remove();
    root.classList.remove(LOST);
  });
  return {
    /** @param {number} since milliseconds since 1970 */
    show(since) {
      const at = new Date(since).toLocaleTimeString([], { hour12: false });
      const text = `Connection lost: no word from the dashboard since ${at}. What you see is old; it goes on by itself as soon as the dashboard answers.`;
      // Written anew it would be spoken anew.
      if (words.textContent !== text) words.textContent = text;
      box.hidden = false;
      root.classList.add(LOST);
    },
    hide() {
      box.hidden = true;
      root.classList.remove(LOST);
    },
  };
}
