// The browser's half of footlib.ui.browser.page: heartbeat, theme, time zone, address. pointer.js and labels.js stand before it.

const CALL_AFTER = 2000;
const LOST_AFTER = 4000;
const RELOAD_AFTER = 12000;
const CALL_UNTIL = 60000;
const root = document.documentElement;
const inVoila = () => document.body.dataset.voila === "voila";

function jupyterTheme() {
  const light = document.body.dataset.jpThemeLight;
  return inVoila() || light === undefined ? null : light === "false";
}

const media = matchMedia("(prefers-color-scheme: dark)");

// A message, not traits: after a lost connection ipywidgets waits for ever with the next change of a trait.
function here(model) {
  try {
    model.send({
      kind: "here", visible: !document.hidden, dark: root.dataset.fwTheme === "dark", width: innerWidth,
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? "", offset: -new Date().getTimezoneOffset(),
    });
  } catch { /* a kernel that has ended takes no message */ }
}

function applyTheme(model) {
  let choice = model.get("theme_choice");
  const lab = jupyterTheme();
  if (inVoila()) {
    try {
      if (choice) localStorage.setItem("footwatch-theme", choice);
      else choice = localStorage.getItem("footwatch-theme");
    } catch { /* storage may be forbidden */ }
  }
  const dark = choice ? choice === "dark" : lab ?? media.matches;
  root.dataset.fwTheme = dark ? "dark" : "light";
  here(model);
}

// Where the server answers and the kernel does not, the kernel is gone; the address holds what was looked at.
let asking = false;
async function reloadWhenServed(silence) {
  if (!inVoila() || asking) return;
  asking = true;
  try {
    if ((await fetch(`${document.body.dataset.baseUrl}static/voila.js`, { method: "HEAD", cache: "no-store" })).ok) {
      // Where the network was away, the kernel answers with the server, a moment later.
      await new Promise((later) => setTimeout(later, CALL_AFTER));
      if (silence() > RELOAD_AFTER) {
        location.reload();
        return;
      }
    }
  } catch { /* the server is away as well */ }
  asking = false;
}

function attend(model) {
  const stop = new AbortController();
  const on = (target, type, handler) => target.addEventListener(type, handler, { signal: stop.signal });

  const theme = () => applyTheme(model);
  on(media, "change", theme);
  model.on("change:theme_choice", theme);
  const themeWatch = new MutationObserver(theme);
  themeWatch.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  // What the kernel said while the page was on its way has found no widget.
  model.send({ kind: "hello" });

  const lost = banner(on);
  // What stands still has no pulse, and so nothing to miss.
  let heard = Infinity;
  let heardAt = 0;
  const hear = () => { [heard, heardAt] = [performance.now(), Date.now()]; };
  if (model.get("pulse")) hear();
  model.on("change:pulse", () => {
    hear();
    lost.hide();
    here(model);
  });
  const watch = setInterval(() => {
    labels();
    // A wall clock may be set.
    const silence = () => (document.hidden ? 0 : performance.now() - heard);
    const silent = silence();
    if (silent > CALL_AFTER && silent < CALL_UNTIL) here(model);
    if (silent > LOST_AFTER) lost.show(heardAt);
    if (silent > RELOAD_AFTER) reloadWhenServed(silence);
  }, 1000);
  let resized = 0;
  on(window, "resize", () => {
    clearTimeout(resized);
    resized = setTimeout(() => here(model), 200);
  });
  const seen = () => {
    if (heard !== Infinity) hear();
    here(model);
  };
  on(document, "visibilitychange", seen);
  on(document, "resume", seen);
  on(window, "online", seen);
  // The template says so. What was sent between two connections may be lost.
  on(window, "fw-connected-again", () => model.send({ kind: "hello" }));

  // Another person is another page, for the browser's Back; another moment of one is not.
  const place = (query) => ["view", "person"].map((name) => query.get(name)).join();
  let placed = null;
  const address = () => {
    if (!inVoila()) return;
    const query = model.get("address");
    const now = place(new URLSearchParams(query));
    const write = placed === null || placed === now ? "replaceState" : "pushState";
    history[write](null, "", query ? `?${query}` : location.pathname);
    placed = now;
  };
  on(window, "popstate", () => {
    if (!inVoila()) return;
    placed = place(new URLSearchParams(location.search));
    model.send({ kind: "address", query: location.search.slice(1) });
  });
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
  const keepFocus = focusKeeper(on);
  const grown = new MutationObserver((changes) => {
    keepFocus();
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
  };
}

// The kernel draws in the page's theme and time zone while the browser makes the widgets.
function initialize({ model }) {
  applyTheme(model);
}

// Several cells may show one page, each with a model of its own; one of them attends to it, and hands that over at its end.
function render({ model, el }) {
  el.classList.add("fw-page");
  const pages = (window.footwatchPages ??= new Map());
  const scope = model.get("scope");
  const views = pages.get(scope) ?? [];
  pages.set(scope, views);
  const view = { start: () => { view.stop = attend(model); }, stop: null };
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
