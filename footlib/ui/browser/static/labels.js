// What ipywidgets leaves out: names for a screen reader, and a word when the kernel falls silent.

// ipywidgets gives its controls no accessible names; the tooltip is the one we set.
function labels() {
  for (const box of document.querySelectorAll(".fw [title]")) {
    const control = box.matches("input, select, button") ? box : box.querySelector("input, select");
    if (control && !control.getAttribute("aria-label")) control.setAttribute("aria-label", box.title);
  }
  for (const input of document.querySelectorAll(".fw-picker input")) input.setAttribute("aria-label", "Person: number or name");
  for (const group of document.querySelectorAll(".fw .widget-toggle-buttons")) {
    for (const button of group.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.classList.contains("mod-active")));
    }
  }
  for (const toggle of document.querySelectorAll(".fw .widget-toggle-button")) {
    toggle.setAttribute("aria-expanded", String(toggle.classList.contains("mod-active")));
  }
  for (const image of document.querySelectorAll(".fw img:not([alt])")) image.alt = "";
  for (const svg of document.querySelectorAll(".fw .bqplot svg:not([aria-hidden])")) {
    svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("focusable", "false");
  }
}

function banner(on) {
  const box = document.createElement("div");
  box.className = "fw-lost";
  box.setAttribute("role", "alert");
  box.hidden = true;
  const words = document.createElement("span");
  const again = document.createElement("button");
  again.textContent = "Reload";
  again.hidden = !inVoila();
  box.append(words, again);
  document.body.append(box);
  on(again, "click", () => location.reload());
  return {
    show(since) {
      const at = new Date(since).toLocaleTimeString([], { hour12: false });
      const text = `Connection lost: no word from the dashboard since ${at}. What you see is old; it goes on by itself as soon as the dashboard answers.`;
      if (words.textContent !== text) words.textContent = text;
      box.hidden = false;
      root.classList.add("fw-is-lost");
    },
    hide() { box.hidden = true; root.classList.remove("fw-is-lost"); },
    remove() { box.remove(); root.classList.remove("fw-is-lost"); },
  };
}

