// The browser's half of footlib.ui.page: heartbeat, theme, time zone, address, keys, pointer.

const CALL_AFTER = 2000;
const LOST_AFTER = 4000;
const RELOAD_AFTER = 12000;
const CALL_UNTIL = 60000;
const GRIP = 10;
const root = document.documentElement;
const inVoila = () => document.body.dataset.voila === "voila";

function jupyterTheme() {
  const light = document.body.dataset.jpThemeLight;
  return inVoila() || light === undefined ? null : light === "false";
}

function applyTheme(model, media, here) {
  let wish = model.get("wish");
  const lab = jupyterTheme();
  if (inVoila()) {
    try {
      if (wish) localStorage.setItem("footwatch-theme", wish);
      else wish = localStorage.getItem("footwatch-theme");
    } catch { /* storage may be forbidden */ }
  }
  const dark = wish ? wish === "dark" : lab ?? media.matches;
  root.dataset.fwTheme = dark ? "dark" : "light";
  here();
}

const within = (model, target) => target instanceof Element && target.closest(`.${model.get("scope")}`) !== null;

function plotAt(model, target) {
  const plot = within(model, target) ? target.closest(".fw-plot") : null;
  const area = plot?.querySelector(".plotarea_background, .plotarea_events");
  const box = area?.getBoundingClientRect();
  return box && box.width > 0 ? { plot, box } : null;
}

const share = (box, x) => Math.min(1, Math.max(0, (x - box.left) / box.width));

// Scrubbing sends the newest wish only, and no more often than the kernel answers.
function pointer(model, on) {
  let drag = null;
  let queued = null;
  let waiting = false;
  const send = () => {
    if (queued === null || waiting) return;
    waiting = true;
    model.send({ kind: "seek", at: queued });
    queued = null;
    setTimeout(() => { waiting = false; send(); }, 33);
  };
  const veil = document.createElement("div");
  veil.className = "fw-veil";
  on(document, "pointerdown", (event) => {
    const hit = plotAt(model, event.target);
    if (!hit || event.button !== 0) return;
    const head = hit.box.left + model.get("head") * hit.box.width;
    const atHead = model.get("head") >= 0 && Math.abs(event.clientX - head) < GRIP;
    const scrub = event.shiftKey || (atHead && !model.get("choosing"));
    drag = { ...hit, start: share(hit.box, event.clientX), x: event.clientX, zooming: false, scrub };
  });
  on(document, "pointermove", (event) => {
    if (!drag) return;
    const here = share(drag.box, event.clientX);
    if (drag.scrub) { queued = here; send(); event.preventDefault(); return; }
    if (!drag.zooming && Math.abs(event.clientX - drag.x) > 6) {
      drag.zooming = true;
      veil.classList.toggle("fw-choosing", model.get("choosing"));
      document.body.append(veil);
    }
    if (drag.zooming) {
      const [a, b] = [Math.min(here, drag.start), Math.max(here, drag.start)];
      Object.assign(veil.style, {
        left: `${drag.box.left + a * drag.box.width}px`, width: `${(b - a) * drag.box.width}px`,
        top: `${drag.box.top}px`, height: `${drag.box.height}px`,
      });
    }
  });
  on(document, "pointerup", (event) => {
    if (!drag) return;
    const here = share(drag.box, event.clientX);
    const kind = model.get("choosing") ? "choose" : "zoom";
    if (drag.zooming) model.send({ kind, from: Math.min(here, drag.start), to: Math.max(here, drag.start) });
    else {
      // The last wish is not to come after what is wished next.
      queued = null;
      model.send({ kind: "seek", at: here });
    }
    veil.remove();
    drag = null;
  });
  on(document, "pointercancel", () => { veil.remove(); drag = null; });
  on(document, "dblclick", (event) => {
    if (plotAt(model, event.target)) model.send({ kind: "unzoom" });
  });
}

function keys(model, on) {
  const bound = { " ": "toggle", ArrowLeft: "back", ArrowRight: "forward", l: "live", n: "next", p: "previous", Escape: "unzoom" };
  on(document, "keydown", (event) => {
    if (!inVoila() || event.ctrlKey || event.metaKey || event.altKey) return;
    const kind = bound[event.key];
    const own = event.key === " " ? "input, select, textarea, button, a" : "input, select, textarea";
    if (!kind || (event.target instanceof Element && event.target.closest(own))) return;
    event.preventDefault();
    if (kind === "unzoom" && model.get("choosing")) model.send({ kind: "choosing", on: false });
    else model.send({ kind, large: event.shiftKey });
  });
}

// Buttons within HTML carry their message as data, so that tables stay plain HTML.
function actions(model, on) {
  // The time line moves on every second, and a click on what was replaced meanwhile is none.
  on(document, "pointerdown", (event) => {
    const mark = within(model, event.target) ? event.target.closest(".fw-line [data-fw]") : null;
    if (mark) model.send(JSON.parse(mark.dataset.fw));
  });
  on(document, "click", (event) => {
    const target = event.target;
    if (!within(model, target) || target.closest(".fw-line") || event.ctrlKey || event.metaKey) return;
    const button = target.closest("[data-fw]") ?? target.closest(".fw-person-tile")?.querySelector("[data-fw]");
    if (!button) return;
    event.preventDefault();
    model.send(JSON.parse(button.dataset.fw));
    keepFocus(button.dataset.fw);
  });
}

// The answer to a click may write the HTML anew; the keyboard must find its place again.
function keepFocus(message) {
  const until = Date.now() + 1500;
  const look = () => {
    if (document.activeElement === document.body) {
      [...document.querySelectorAll("[data-fw]")].find((one) => one.dataset.fw === message)?.focus({ preventScroll: true });
    }
    if (Date.now() < until) setTimeout(look, 60);
  };
  look();
}

function picker(on) {
  // A list of suggestions shows only what matches the text, so the text makes room while it is chosen anew.
  const field = (event) => (event.target instanceof HTMLInputElement && event.target.closest(".fw-picker") ? event.target : null);
  on(document, "focusin", (event) => {
    const input = field(event);
    if (!input || !input.value) return;
    input.dataset.kept = input.value;
    input.placeholder = input.value;
    input.value = "";
  });
  on(document, "focusout", (event) => {
    const input = field(event);
    if (input && !input.value && input.dataset.kept) input.value = input.dataset.kept;
  });
}

// ipywidgets gives its controls no accessible names; the tooltip is the one we set.
function labels() {
  for (const box of document.querySelectorAll(".fw [title]")) {
    const control = box.matches("input, select, button") ? box : box.querySelector("input, select");
    if (control && !control.getAttribute("aria-label")) control.setAttribute("aria-label", box.title);
  }
  for (const input of document.querySelectorAll(".fw-picker input")) input.setAttribute("aria-label", "Person: number or name");
  for (const box of document.querySelectorAll(".fw-labelled")) {
    const name = [...box.classList].find((c) => c.startsWith("fw-name-"))?.slice(8).replaceAll("_", " ");
    for (const part of box.querySelectorAll("select, input, .noUi-handle, .widget-toggle-buttons, [role=slider]")) {
      if (name) part.setAttribute("aria-label", name);
    }
  }
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

// Where the server answers and the kernel does not, the kernel is gone; the address holds what was looked at.
let asking = false;
async function reloadWhenServed() {
  if (!inVoila() || asking) return;
  asking = true;
  try {
    if ((await fetch(`${document.body.dataset.baseUrl}static/voila.js`, { method: "HEAD", cache: "no-store" })).ok) {
      location.reload();
      return;
    }
  } catch { /* the server is away as well */ }
  asking = false;
}

function render({ model, el }) {
  const shown = (window.footwatchPages ??= new Set());
  if (shown.has(model)) return undefined;
  shown.add(model);
  const stop = new AbortController();
  const on = (target, type, handler) => target.addEventListener(type, handler, { signal: stop.signal });
  el.classList.add("fw-page");

  // A message, not traits: after a lost connection ipywidgets waits for ever with the next change of a trait.
  const here = () => {
    try {
      model.send({
        kind: "here", visible: !document.hidden, dark: root.dataset.fwTheme === "dark", width: innerWidth,
        zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? "", offset: -new Date().getTimezoneOffset(),
      });
    } catch { /* a kernel that has ended takes no message */ }
  };
  const media = matchMedia("(prefers-color-scheme: dark)");
  const theme = () => applyTheme(model, media, here);
  on(media, "change", theme);
  model.on("change:wish", theme);
  const themeWatch = new MutationObserver(theme);
  themeWatch.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  theme();

  const lost = banner(on);
  // What stands still has no pulse, and so nothing to miss.
  let heard = model.get("pulse") ? Date.now() : Infinity;
  model.on("change:pulse", () => {
    heard = Date.now();
    lost.hide();
    here();
  });
  const watch = setInterval(() => {
    labels();
    const silent = document.hidden ? 0 : Date.now() - heard;
    if (silent > CALL_AFTER && silent < CALL_UNTIL) here();
    if (silent > LOST_AFTER) lost.show(heard);
    if (silent > RELOAD_AFTER) reloadWhenServed();
  }, 1000);
  let resized = 0;
  on(window, "resize", () => {
    clearTimeout(resized);
    resized = setTimeout(here, 200);
  });
  const seen = () => {
    heard = Math.max(heard, Date.now());
    here();
  };
  on(document, "visibilitychange", seen);
  on(document, "resume", seen);
  on(window, "online", seen);

  const address = () => {
    if (!inVoila()) return;
    const query = model.get("address");
    history.replaceState(null, "", query ? `?${query}` : location.pathname);
  };
  model.on("change:address", address);
  address();
  const title = () => { if (inVoila()) document.title = model.get("name"); };
  model.on("change:name", title);
  title();
  const flags = () => {
    root.classList.toggle("fw-ready", model.get("ready"));
    root.classList.toggle("fw-is-stale", model.get("stale"));
    root.classList.toggle("fw-kiosk", model.get("kiosk"));
    labels();
  };
  for (const name of ["ready", "stale", "kiosk"]) model.on(`change:${name}`, flags);
  flags();

  const pace = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");
  model.on("msg:custom", (message, buffers) => {
    if (message.kind === "download") {
      save(message.name, new Blob(buffers, { type: message.type }));
    } else if (message.kind === "picture") {
      const card = document.querySelector(`.${model.get("scope")} .${message.of}`);
      if (card) pictureOf(card, message.title).then((picture) => save(message.name, picture));
    } else if (message.kind === "fullscreen") {
      if (document.fullscreenElement) document.exitFullscreen();
      else root.requestFullscreen?.().catch(() => {});
    } else if (message.kind === "curves") {
      document.querySelector(`.fw-curves.${model.get("scope")}`)?.scrollIntoView({ block: "nearest", behavior: pace() });
    } else if (message.kind === "top" && inVoila()) {
      scrollTo({ top: 0, behavior: pace() });
    }
  });
  const grown = new MutationObserver((changes) => {
    const isWidget = (node) => node instanceof Element && node.classList.contains("jupyter-widgets");
    if (changes.some((one) => [...one.addedNodes].some(isWidget))) labels();
  });
  grown.observe(document.body, { childList: true, subtree: true });
  pointer(model, on);
  keys(model, on);
  actions(model, on);
  picker(on);

  return () => {
    stop.abort();
    themeWatch.disconnect();
    grown.disconnect();
    clearInterval(watch);
    lost.remove();
    shown.delete(model);
  };
}

export default { render };
