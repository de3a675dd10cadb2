// Made from web/ by `make web`; edit there.

// shared/environment.js
var root = document.documentElement;
var inVoila = () => document.body.dataset.voila === "voila";

// page/glossary.js
var OPEN = "dialog[open]";
var hasDialog = () => document.querySelector(OPEN) !== null;
function openGlossary(model, term = "") {
  const dialog = document.querySelector(`.${model.get("scope")} .fw-glossary`) ?? document.querySelector(".fw-glossary");
  if (model.get("kiosk") || hasDialog() || !(dialog instanceof HTMLDialogElement)) return;
  for (const one of dialog.querySelectorAll(".fw-meant")) one.classList.remove("fw-meant");
  dialog.showModal();
  const meaning = (
    /** @type {HTMLElement | null} */
    term && dialog.querySelector(`[data-meaning="${CSS.escape(term)}"]`)
  );
  if (!meaning) {
    dialog.querySelector(".fw-meanings")?.scrollTo({ top: 0 });
    return;
  }
  meaning.classList.add("fw-meant");
  meaning.scrollIntoView({ block: "center" });
  meaning.focus({ preventScroll: true });
}
function followGlossary(signal) {
  const press = (event) => {
    if (event.target instanceof HTMLDialogElement && event.target.matches(".fw-glossary")) event.target.close();
  };
  document.addEventListener("pointerdown", press, { signal });
}

// page/plot.js
var GRIP = 10;
function within(model, target) {
  return target instanceof Element && target.closest(`.${model.get("scope")}`) !== null;
}
function plotareaOf(plot) {
  const box = plot?.querySelector(".plotarea_background, .plotarea_events")?.getBoundingClientRect();
  return box && box.width > 0 ? box : null;
}
function curvesAt(model, target) {
  return within(model, target) ? plotareaOf(target.closest(".fw-plot")) : null;
}
function shareOf(box, x) {
  return Math.min(1, Math.max(0, (x - box.left) / box.width));
}

// page/actions.js
var CARD = /fw-part-(\w+)/;
var PRESSED = "[data-fw], [data-term]";
function messageOf(button) {
  if (button.dataset.term !== void 0) return { term: button.dataset.term };
  const card = button.closest('[class*="fw-part-"]')?.className.match(CARD)?.[1];
  return { ...JSON.parse(button.dataset.fw ?? ""), card };
}
function meant(model, { target, ctrlKey, metaKey }) {
  if (!within(model, target) || ctrlKey || metaKey) return null;
  return target.closest(PRESSED) ?? target.closest(".fw-person-tile")?.querySelector("[data-fw]") ?? null;
}
function followActions(model, signal) {
  let pressed = null;
  let answered = false;
  const act = (message) => {
    if ("term" in message) openGlossary(model, message.term);
    else model.send(message);
  };
  const press = (event) => {
    const button = event.button === 0 ? meant(model, event) : null;
    answered = false;
    const target = (
      /** @type {Element} */
      event.target
    );
    pressed = button && { button, target, message: messageOf(button), x: event.clientX, y: event.clientY };
  };
  const release = (event) => {
    if (pressed && !(pressed.target.isConnected && meant(model, event) === pressed.button)) {
      answered = Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < GRIP;
      if (answered) act(pressed.message);
    }
    pressed = null;
  };
  const click = (event) => {
    if (event.pointerType && within(model, event.target)) event.target.closest("button")?.blur();
    const button = meant(model, event);
    if (!button || answered && event.pointerType) return;
    event.preventDefault();
    act(messageOf(button));
  };
  document.addEventListener("pointerdown", press, { signal });
  document.addEventListener("pointerup", release, { signal });
  const cancel = () => {
    pressed = null;
  };
  document.addEventListener("pointercancel", cancel, { signal });
  document.addEventListener("click", click, { signal });
}

// page/address.js
function pageOf(query) {
  const fields = new URLSearchParams(query);
  return ["view", "person"].map((name) => fields.get(name)).join();
}
function followAddress(model, signal) {
  if (!inVoila()) return;
  let shown = null;
  const write2 = () => {
    const query = model.get("address");
    const next = pageOf(query);
    const same = shown === null || shown === next;
    history[same ? "replaceState" : "pushState"](null, "", query ? `?${query}` : location.pathname);
    shown = next;
  };
  const back = () => {
    shown = pageOf(location.search);
    model.send({ kind: "address", query: location.search.slice(1) });
  };
  window.addEventListener("popstate", back, { signal });
  model.on("change:address", write2);
  write2();
  const name = () => {
    document.title = model.get("name");
  };
  model.on("change:name", name);
  name();
}

// page/drag.js
var DRAGGED = 6;
var SEEK_EVERY = 33;
function makeSeek(model) {
  let queued = null;
  let waiting = false;
  const send = () => {
    if (queued === null || waiting) return;
    waiting = true;
    model.send({ kind: "seek", at: queued });
    queued = null;
    setTimeout(() => {
      waiting = false;
      send();
    }, SEEK_EVERY);
  };
  return {
    /** @param {number} at */
    along(at) {
      queued = at;
      send();
    },
    /** @param {number} at the last place, which is not to come after what is asked next */
    last(at) {
      queued = null;
      model.send({ kind: "seek", at });
    }
  };
}
function lay(veil, box, [from, to]) {
  Object.assign(veil.style, {
    left: `${box.left + from * box.width}px`,
    width: `${(to - from) * box.width}px`,
    top: `${box.top}px`,
    height: `${box.height}px`
  });
}
function followDrags(model, signal) {
  const seek = makeSeek(model);
  const veil = document.createElement("div");
  veil.className = "fw-veil";
  let drag = null;
  const end = () => {
    veil.remove();
    drag = null;
  };
  const press = (event) => {
    if (!event.isPrimary) end();
    const box = event.isPrimary ? curvesAt(model, event.target) : null;
    if (!box || event.button !== 0) return;
    const head = model.get("head");
    const atHead = head >= 0 && Math.abs(event.clientX - box.left - head * box.width) < GRIP;
    const scrub = event.shiftKey || atHead && !model.get("choosing");
    drag = { box, start: shareOf(box, event.clientX), x: event.clientX, dragged: false, scrub };
  };
  const move = (event) => {
    if (!drag) return;
    const here = shareOf(drag.box, event.clientX);
    if (drag.scrub) {
      seek.along(here);
      event.preventDefault();
      return;
    }
    if (!drag.dragged && Math.abs(event.clientX - drag.x) > DRAGGED) {
      drag.dragged = true;
      veil.classList.toggle("fw-choosing", model.get("choosing"));
      document.body.append(veil);
    }
    if (drag.dragged) lay(veil, drag.box, span(drag, here));
  };
  const release = (event) => {
    if (!drag) return;
    const here = shareOf(drag.box, event.clientX);
    if (drag.dragged) {
      const [from, to] = span(drag, here);
      model.send({ kind: model.get("choosing") ? "choose" : "zoom", from, to });
    } else {
      seek.last(here);
    }
    end();
  };
  document.addEventListener("pointerdown", press, { signal });
  document.addEventListener("pointermove", move, { signal });
  document.addEventListener("pointerup", release, { signal });
  document.addEventListener("pointercancel", end, { signal });
  const whole = (event) => {
    if (curvesAt(model, event.target)) model.send({ kind: "unzoom" });
  };
  document.addEventListener("dblclick", whole, { signal });
}
function span({ start }, here) {
  return [Math.min(start, here), Math.max(start, here)];
}

// page/focus.js
var PRESSED2 = "[data-fw], [data-term]";
function makeFocusKeeper(signal) {
  let held = null;
  const focus = (event) => {
    if (event.target instanceof Element && event.target.closest("dialog")) return;
    held = event.target instanceof Element ? event.target.closest(PRESSED2) : null;
  };
  const leave = () => {
    if (held?.isConnected && document.activeElement !== held && !hasDialog()) held = null;
  };
  document.addEventListener("focusin", focus, { signal });
  document.addEventListener("focusout", () => queueMicrotask(leave), { signal });
  return () => {
    if (!held || held.isConnected || document.activeElement !== document.body) return;
    const { dataset, textContent } = held;
    const buttons = document.querySelectorAll(":is(button, a):is([data-fw], [data-term])");
    const all = [...buttons];
    const same = all.find((one) => one.dataset.fw === dataset.fw && one.dataset.term === dataset.term);
    (same ?? all.find((one) => one.textContent === textContent))?.focus({ preventScroll: true });
  };
}

// page/banner.js
var LOST = "fw-is-lost";
function makeBanner(signal) {
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
      if (words.textContent !== text) words.textContent = text;
      box.hidden = false;
      root.classList.add(LOST);
    },
    hide() {
      box.hidden = true;
      root.classList.remove(LOST);
    }
  };
}

// shared/kept.js
var unkept = /* @__PURE__ */ new Map();
function kept(name) {
  const value = unkept.get(name);
  if (value !== void 0) return value;
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}
function keep(name, value) {
  try {
    localStorage.setItem(name, value);
    unkept.delete(name);
  } catch {
    unkept.set(name, value);
  }
}

// page/report.js
var AUTHOR = "footwatch-author";
function report(model) {
  try {
    model.send({
      kind: "here",
      visible: !document.hidden,
      dark: root.dataset.fwTheme === "dark",
      width: innerWidth,
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? "",
      offset: -(/* @__PURE__ */ new Date()).getTimezoneOffset(),
      author: kept(AUTHOR) ?? void 0
    });
  } catch {
  }
}

// page/heartbeat.js
var CALL_AFTER = 2e3;
var LOST_AFTER = 4e3;
var RELOAD_AFTER = 12e3;
var CALL_UNTIL = 6e4;
var asking = false;
async function reloadWhenServed(silence) {
  if (!inVoila() || asking) return;
  asking = true;
  try {
    const address = `${document.body.dataset.baseUrl}static/voila.js`;
    const { ok } = await fetch(address, { method: "HEAD", cache: "no-store" });
    if (ok) {
      await new Promise((later) => setTimeout(later, CALL_AFTER));
      if (silence() > RELOAD_AFTER) {
        location.reload();
        return;
      }
    }
  } catch {
  }
  asking = false;
}
function followHeartbeat(model, signal) {
  const banner = makeBanner(signal);
  let heard = Number.POSITIVE_INFINITY;
  let heardAt = 0;
  const hear = () => {
    [heard, heardAt] = [performance.now(), Date.now()];
  };
  if (model.get("pulse")) hear();
  model.on("change:pulse", () => {
    hear();
    banner.hide();
    report(model);
  });
  const silence = () => document.hidden ? 0 : performance.now() - heard;
  const watch = setInterval(() => {
    const silent = silence();
    if (silent > CALL_AFTER && silent < CALL_UNTIL) report(model);
    if (silent > LOST_AFTER) banner.show(heardAt);
    if (silent > RELOAD_AFTER) reloadWhenServed(silence);
  }, 1e3);
  signal.addEventListener("abort", () => clearInterval(watch));
  const seen = () => {
    if (heard !== Number.POSITIVE_INFINITY) hear();
    report(model);
  };
  document.addEventListener("visibilitychange", seen, { signal });
  document.addEventListener("resume", seen, { signal });
  window.addEventListener("online", seen, { signal });
  let resized = 0;
  const resize = () => {
    clearTimeout(resized);
    resized = setTimeout(() => report(model), 200);
  };
  window.addEventListener("resize", resize, { signal });
}

// page/readings.js
var OFF = -9e3;
function countBefore(sorted, x) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = low + high >> 1;
    if (
      /** @type {number} */
      sorted[middle] < x
    ) low = middle + 1;
    else high = middle;
  }
  return low;
}
function valuesAt(lines, i) {
  const values = Array.from(lines.get("y"), (row) => row[i] ?? Number.NaN);
  return values.every((value) => value > OFF) ? values : null;
}
function extremesAt(band, i, points) {
  const rows = band.get("y");
  if (band.get("x").length !== points) return null;
  const ends = valuesAt(band, i);
  return ends && Array.from({ length: rows.length / 2 }, (_, k) => [ends[2 * k] ?? 0, ends[2 * k + 1] ?? 0]);
}
function nearestOf(lines, band, x, reach) {
  const drawn = lines.get("x");
  const after = countBefore(drawn, x);
  const beside = [after - 1, after].filter((i) => i >= 0 && i < drawn.length);
  const known = beside.map((i) => ({ i, far: Math.abs((drawn[i] ?? 0) - x), values: valuesAt(lines, i) }));
  const within2 = known.length === 2 && known.every(({ values }) => values);
  const [best] = known.filter(({ values, far }) => values && (within2 || far <= reach)).sort((one, other) => one.far - other.far);
  if (!best?.values) return null;
  const extremes = band && extremesAt(band, best.i, drawn.length);
  return { x: drawn[best.i] ?? 0, values: best.values, extremes };
}
function nearest({ lines, tip, band }, x, reach) {
  const found = [nearestOf(tip, null, x, reach), nearestOf(lines, band, x, reach)];
  const far = (one) => one ? Math.abs(one.x - x) : Number.POSITIVE_INFINITY;
  return found.reduce((best, one) => far(one) < far(best) ? one : best, null);
}

// page/readout.js
var FEET = (
  /** @type {const} */
  ["left", "right"]
);
var LINES = [0, 1, 2];
var BESIDE = 10;
function clock(epoch) {
  const at = new Date(Math.floor(epoch * 10) * 100);
  const two = (n) => String(n).padStart(2, "0");
  const tenths = Math.floor(at.getMilliseconds() / 100);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${tenths}`;
}
function along(scale, value) {
  const [min, max] = [scale.get("min"), scale.get("max")];
  return Math.min(1, Math.max(0, (value - min) / (max - min)));
}
function element(name, into) {
  const made = document.createElement("div");
  made.className = name;
  into.append(made);
  return made;
}
function makeUpright(foot, layer) {
  const upright = element(`fw-hover-line fw-${foot}`, layer);
  const dots = LINES.map(() => element("fw-hover-dot", upright));
  const place = (frame, box, share) => {
    Object.assign(upright.style, {
      left: `${box.left - frame.left + share * box.width}px`,
      top: `${box.top - frame.top}px`,
      height: `${box.height}px`
    });
  };
  const dot = (reading, { lines }) => {
    const [opacities, { y }] = [lines.get("opacities"), lines.get("scales")];
    for (const [line, one] of dots.entries()) {
      const value = reading?.values[line];
      one.hidden = value === void 0 || opacities[line] === 0;
      if (value !== void 0) one.style.top = `${100 * (1 - along(y, value))}%`;
    }
  };
  return { place, dot };
}
function write(cell, name, reading, line) {
  const value = reading?.values[line];
  const ends = reading?.extremes?.[line];
  const [strong, small] = [document.createElement("b"), document.createElement("small")];
  strong.textContent = value === void 0 ? "–" : String(Math.round(value));
  small.textContent = ends ? ends.join("–") : "";
  cell.replaceChildren(`${name} `, strong, " ", small);
}
function makeWords(layer) {
  const words = element("fw-hover-words", layer);
  const time = element("fw-hover-time", words);
  const cells = FEET.map((foot) => LINES.map(() => element(`fw-${foot}`, words)));
  const say = (epoch, readings) => {
    const known = readings.some((one) => one);
    time.textContent = `${clock(epoch)}${known ? "" : " no reading"}`;
    for (const [i, foot] of cells.entries()) {
      for (const [line, cell] of foot.entries()) write(cell, `${i ? "R" : "L"}${line}`, readings[i] ?? null, line);
    }
  };
  const place = (frame, box, share) => {
    const [left, stop] = [box.left - frame.left, box.right - frame.left];
    const upright = left + share * box.width;
    const { offsetWidth: width } = words;
    const fits = upright + BESIDE + width <= stop;
    Object.assign(words.style, {
      left: `${Math.max(0, fits ? upright + BESIDE : upright - BESIDE - width)}px`,
      top: `${box.top - frame.top + 2}px`
    });
  };
  return { say, place };
}
function makeReadout(card, feet) {
  const layer = document.createElement("div");
  layer.className = "fw-hover";
  layer.ariaHidden = "true";
  const uprights = FEET.map((foot) => makeUpright(foot, layer));
  const words = makeWords(layer);
  const figures = [...card.querySelectorAll(".fw-plot")];
  return {
    /**
     * @param {DOMRect} box where the curves are that are pointed at
     * @param {number} share how far along them the moment is
     * @param {number} epoch the moment, seconds
     * @param {(Reading | null)[]} readings of each foot
     */
    show(box, share, epoch, readings) {
      if (!layer.isConnected) card.append(layer);
      const frame = card.getBoundingClientRect();
      for (const [i, models] of feet.entries()) {
        const place = plotareaOf(figures[i]);
        if (place) uprights[i]?.place(frame, place, share);
        uprights[i]?.dot(readings[i] ?? null, models);
      }
      words.say(epoch, readings);
      words.place(frame, box, share);
    },
    hide: () => layer.remove()
  };
}

// page/hover.js
async function modelsOf(model, ids) {
  const [lines, tip, band] = await Promise.all(ids.split(" ").map((id) => model.widget_manager.get_model(id)));
  if (!lines || !tip) throw new Error("the kernel names no lines");
  return { lines, tip, band: band ?? null };
}
var toldBy = (card) => card.querySelector(".fw-drawn")?.innerHTML ?? "";
async function drawnIn(model, card) {
  const told = toldBy(card);
  const { dataset } = card.querySelector(".fw-drawn")?.querySelector("i") ?? {};
  if (!dataset) return null;
  try {
    const feet = await Promise.all(FEET.map((foot) => modelsOf(model, dataset[foot] ?? "")));
    return { card, told, base: Number(dataset.base), feet };
  } catch {
    return null;
  }
}
function follow({ card, told, base, feet }, moved) {
  const { show, hide } = makeReadout(card, feet);
  const [{ lines }] = (
    /** @type {[FootModels]} */
    feet
  );
  const { x: scale } = lines.get("scales");
  const watched = [lines, scale];
  for (const one of watched) one.on("change", moved);
  return {
    card,
    told,
    /**
     * @param {DOMRect} box
     * @param {number} pointer share of its width
     */
    show(box, pointer) {
      const [min, max] = [scale.get("min"), scale.get("max")];
      const at = min + pointer * (max - min);
      const readings = feet.map((foot) => nearest(foot, at, GRIP * (max - min) / box.width));
      const x = readings.find((one) => one)?.x ?? at;
      show(box, along(scale, x), base + x, readings);
    },
    stop() {
      for (const one of watched) one.off("change", moved);
      hide();
    }
  };
}
function pointedAt(model, { target, clientX, pointerType, buttons }) {
  const box = pointerType === "touch" || buttons ? null : curvesAt(model, target);
  if (!box || clientX < box.left || clientX > box.right) return null;
  return (
    /** @type {Element} */
    target.closest(".fw-plot")
  );
}
function followHover(model, signal) {
  let pointed = null;
  let shown = null;
  let asking2 = false;
  let drawing = false;
  const stop = () => {
    shown?.stop();
    shown = null;
  };
  const leave = () => {
    pointed = null;
    stop();
  };
  const draw2 = () => {
    drawing = false;
    const box = pointed && curvesAt(model, pointed.figure);
    if (!pointed || !box) leave();
    else if (shown?.card === pointed.card && shown.told === toldBy(pointed.card)) {
      shown.show(box, shareOf(box, pointed.x));
    } else ask(pointed.card);
  };
  const redraw = () => {
    if (!drawing) requestAnimationFrame(draw2);
    drawing = true;
  };
  const ask = async (card) => {
    if (asking2) return;
    asking2 = true;
    const drawn = await drawnIn(model, card);
    asking2 = false;
    stop();
    if (!drawn || pointed?.card !== card || signal.aborted) return;
    shown = follow(drawn, redraw);
    redraw();
  };
  const move = (event) => {
    const figure = pointedAt(model, event);
    const card = figure?.closest(".fw-card");
    if (figure && card) {
      pointed = { figure, card, x: event.clientX };
      redraw();
    } else if (pointed) leave();
  };
  const out = (event) => {
    if (event.relatedTarget === null) leave();
  };
  document.addEventListener("pointermove", move, { signal });
  document.addEventListener("pointerdown", leave, { signal });
  document.addEventListener("pointerout", out, { signal });
  signal.addEventListener("abort", leave);
}

// page/keys.js
var BOUND = /* @__PURE__ */ new Map([
  [" ", "toggle"],
  ["ArrowLeft", "back"],
  ["ArrowRight", "forward"],
  ["End", "live"],
  ["l", "label"],
  ["n", "next"],
  ["p", "previous"],
  ["k", "play"],
  ["r", "toggle_record"],
  ["Escape", "unzoom"]
]);
var HELP = "?";
var AGAIN = /* @__PURE__ */ new Set(["back", "forward"]);
var TAKES_KEYS = "input, select, textarea";
var TAKES_SPACE = `${TAKES_KEYS}, button, a`;
function said(model, event) {
  if (/^[1-9]$/.test(event.key)) return { kind: "pick_label", number: Number(event.key) };
  const kind = BOUND.get(event.key);
  if (kind === "unzoom" && model.get("labelling")) return { kind: "label", large: false };
  if (kind === "unzoom" && model.get("choosing")) return { kind: "choosing", on: false };
  return kind ? { kind, large: event.shiftKey } : null;
}
function isFree({ key, target, ctrlKey, metaKey, altKey }) {
  if (!inVoila() || hasDialog() || ctrlKey || metaKey || altKey) return false;
  return !(target instanceof Element && target.closest(key === " " ? TAKES_SPACE : TAKES_KEYS));
}
function followKeys(model, signal) {
  const press = (event) => {
    if (!isFree(event)) return;
    const message = said(model, event);
    if (!message && event.key !== HELP) return;
    event.preventDefault();
    if (!message) openGlossary(model);
    else if (!event.repeat || AGAIN.has(message.kind)) model.send(message);
  };
  document.addEventListener("keydown", press, { signal });
}

// page/labels.js
function label() {
  for (const box of titled()) {
    const control = box.matches("input, select, button") ? box : box.querySelector("input, select");
    if (control && !control.getAttribute("aria-label")) control.setAttribute("aria-label", box.title);
  }
  for (const input of document.querySelectorAll(".fw-picker input")) {
    input.setAttribute("aria-label", "Person: number or name");
  }
  for (const button of document.querySelectorAll(".fw .widget-toggle-buttons button")) {
    button.setAttribute("aria-pressed", String(button.classList.contains("mod-active")));
  }
  for (const toggle of document.querySelectorAll(".fw .widget-toggle-button")) {
    toggle.setAttribute("aria-expanded", String(toggle.classList.contains("mod-active")));
  }
  for (
    const image of
    /** @type {NodeListOf<HTMLImageElement>} */
    document.querySelectorAll(".fw img:not([alt])")
  ) {
    image.alt = "";
  }
  for (const svg of document.querySelectorAll(".fw .bqplot svg:not([aria-hidden])")) {
    svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("focusable", "false");
  }
}
function titled() {
  return (
    /** @type {NodeListOf<HTMLElement>} */
    document.querySelectorAll(".fw [title]")
  );
}

// page/picker.js
function fieldOf(event) {
  return event.target instanceof HTMLInputElement && event.target.closest(".fw-picker") ? event.target : null;
}
function followPicker(signal) {
  const clear = (event) => {
    const field = fieldOf(event);
    if (!field?.value) return;
    field.dataset.kept = field.value;
    field.placeholder = field.value;
    field.value = "";
  };
  const restore2 = (event) => {
    const field = fieldOf(event);
    if (field && !field.value && field.dataset.kept) field.value = field.dataset.kept;
  };
  document.addEventListener("focusin", clear, { signal });
  document.addEventListener("focusout", restore2, { signal });
}

// page/print.js
var FIGURES = ".bqplot:has(> svg)";
var ON_PAPER = 900;
function prepare() {
  document.documentElement.style.setProperty("--fw-printed", JSON.stringify((/* @__PURE__ */ new Date()).toLocaleString("sv")));
  for (
    const figure of
    /** @type {NodeListOf<HTMLElement>} */
    document.querySelectorAll(FIGURES)
  ) {
    const { clientWidth: width, clientHeight: height } = figure;
    if (!width || !height) continue;
    figure.style.setProperty("--fw-aspect", String(width / height));
    figure.style.setProperty("--fw-scale", String(Math.max(1, width / ON_PAPER)));
    for (const svg of figure.querySelectorAll(":scope > svg")) svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  }
}
function restore() {
  for (const svg of document.querySelectorAll(`${FIGURES} > svg`)) svg.removeAttribute("viewBox");
}
function followPrinting(signal) {
  window.addEventListener("beforeprint", prepare, { signal });
  window.addEventListener("afterprint", restore, { signal });
}

// picture/figure.js
var STYLES = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "stroke-dasharray",
  "stroke-linejoin",
  "paint-order",
  "opacity",
  "visibility",
  "display",
  "font-size",
  "font-weight",
  "font-family",
  "text-anchor"
];
function loaded(address) {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = () => reject(new Error("the picture cannot be drawn"));
    image.src = address;
  });
}
function imageOf(svg, box) {
  const copy = (
    /** @type {SVGSVGElement} */
    svg.cloneNode(true)
  );
  const parts = svg.querySelectorAll("*");
  const copies = copy.querySelectorAll("*");
  dress(copy, svg);
  for (const [i, part] of parts.entries()) dress(
    /** @type {SVGElement} */
    copies[i],
    part
  );
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(box.width));
  copy.setAttribute("height", String(box.height));
  return loaded(`data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`);
}
function dress(copy, part) {
  const style = getComputedStyle(part);
  for (const name of STYLES) copy.style.setProperty(name, style.getPropertyValue(name));
}

// picture/words.js
var LEFT_OUT = "svg, style, select, button:not(.fw-switches button), [hidden], .fw-words";
function drawWords(pen, card) {
  const walker = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
  pen.textBaseline = "middle";
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const words = (node.textContent ?? "").replace(/\s+/g, " ");
    const parent = node.parentElement;
    if (words.trim() && parent && !parent.closest(LEFT_OUT)) draw(pen, node, parent, words);
  }
}
function draw(pen, node, parent, words) {
  const range = document.createRange();
  range.selectNodeContents(node);
  const box = range.getBoundingClientRect();
  const style = getComputedStyle(parent);
  pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  pen.fillStyle = style.color;
  const line = [node.previousSibling ? words : words.trimStart(), box.left, box.top + box.height / 2];
  const edge = Number.parseFloat(style.webkitTextStrokeWidth);
  pen.strokeStyle = style.webkitTextStrokeColor;
  pen.lineWidth = edge || 1;
  if (edge) pen.strokeText(...line);
  pen.fillText(...line);
}

// picture/card.js
var SHARPNESS = 2;
var HEADING = 34;
var BLOCKS = ".fw-ramp, .fw-balance, .fw-balance i, .fw-switches i, .fw-key i";
async function pictureOf(card, title) {
  const frame = frameOf(card);
  const pen = penOf(frame);
  drawHeading(pen, getComputedStyle(card), frame, title);
  drawSurfaces(pen, card);
  for (const part of card.querySelectorAll(BLOCKS)) drawBlock(pen, part);
  const figures = imagesOf(card);
  const words = penOf(frame);
  drawWords(words, card);
  for (const { image, box } of await Promise.all(figures)) {
    pen.drawImage(image, box.left, box.top, box.width, box.height);
  }
  pen.resetTransform();
  pen.drawImage(words.canvas, 0, 0);
  return new Promise((resolve, reject) => {
    pen.canvas.toBlob((blob) => blob ? resolve(blob) : reject(new Error("the picture is empty")), "image/png");
  });
}
function frameOf(card) {
  const whole = card.getBoundingClientRect();
  const controls = card.querySelector(":scope > .fw-curves-bar")?.getBoundingClientRect();
  const top = controls?.height ? controls.bottom : whole.top;
  return new DOMRect(whole.left, top, whole.width, whole.bottom - top);
}
function penOf(frame) {
  const canvas = document.createElement("canvas");
  canvas.width = SHARPNESS * frame.width;
  canvas.height = SHARPNESS * (frame.height + HEADING);
  const pen = (
    /** @type {CanvasRenderingContext2D} */
    canvas.getContext("2d")
  );
  pen.scale(SHARPNESS, SHARPNESS);
  pen.translate(-frame.left, HEADING - frame.top);
  return pen;
}
function imagesOf(card) {
  const figures = card.querySelectorAll(".bqplot svg");
  return [...figures].map((svg) => ({ svg, box: svg.getBoundingClientRect() })).filter(({ box }) => box.width > 0 && box.height > 0).map(async ({ svg, box }) => ({ image: await imageOf(svg, box), box }));
}
function drawHeading(pen, style, frame, title) {
  pen.fillStyle = style.backgroundColor;
  pen.fillRect(frame.left, frame.top - HEADING, frame.width, frame.height + HEADING);
  pen.fillStyle = style.color;
  pen.font = `650 14px ${style.fontFamily}`;
  pen.fillText(title, frame.left + 16, frame.top - 10, frame.width - 32);
}
function drawSurfaces(pen, card) {
  for (
    const image of
    /** @type {NodeListOf<HTMLImageElement>} */
    card.querySelectorAll(".fw-stage > img")
  ) {
    const box = image.getBoundingClientRect();
    pen.save();
    pen.translate(box.left, box.top);
    pen.scale(box.width, box.height);
    pen.clip(new Path2D(document.querySelector("#fw-soles path")?.getAttribute("d") ?? ""));
    pen.drawImage(image, 0, 0, 1, 1);
    pen.restore();
  }
}
function drawBlock(pen, part) {
  const box = part.getBoundingClientRect();
  const style = getComputedStyle(part);
  const colours = style.backgroundImage.match(/rgba?\([^)]*\)/g);
  pen.fillStyle = colours ? gradient(pen, colours, box) : style.backgroundColor;
  pen.globalAlpha = Number(style.opacity);
  pen.fillRect(box.left, box.top, box.width, box.height);
  pen.globalAlpha = 1;
}
function gradient(pen, colours, box) {
  const ramp = pen.createLinearGradient(box.left, 0, box.right, 0);
  for (const [i, colour] of colours.entries()) ramp.addColorStop(i / (colours.length - 1), colour);
  return ramp;
}

// picture/save.js
var BEGUN = 1e4;
function save(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), BEGUN);
}

// page/requests.js
var pace = () => matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
function toggleFullscreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else root.requestFullscreen?.().catch(() => {
  });
}
function followRequests(model) {
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

// shared/theme.js
var KEPT = "footwatch-theme";
function jupyterIsDark() {
  const light = document.body.dataset.jpThemeLight;
  return inVoila() || light === void 0 ? null : light === "false";
}
function showTheme(dark) {
  root.dataset.fwTheme = dark ? "dark" : "light";
}
var keptTheme = () => kept(KEPT);
var keepTheme = (choice) => keep(KEPT, choice);

// page/theme.js
var media = matchMedia("(prefers-color-scheme: dark)");
function applyTheme(model) {
  let choice = model.get("theme_choice");
  if (inVoila()) {
    if (choice) keepTheme(choice);
    else choice = keptTheme() ?? "";
  }
  showTheme(choice ? choice === "dark" : jupyterIsDark() ?? media.matches);
  report(model);
}
function followTheme(model, signal) {
  const apply = () => applyTheme(model);
  media.addEventListener("change", apply, { signal });
  model.on("change:theme_choice", apply);
  const jupyter = new MutationObserver(apply);
  jupyter.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  signal.addEventListener("abort", () => jupyter.disconnect());
}

// page/zoom.js
var EVERY = 100;
var OCTAVES = 0.01;
var MOST = 0.5;
var UNITS = [1, 16, 400];
var STILL = 0.05;
var HINTED = "footwatch-zoom-hinted";
var HINT_FOR = 2500;
var BELOW = 42;
function makeZoom(model) {
  let [octaves, at] = [0, 0];
  let waiting = false;
  const send = () => {
    if (waiting || octaves === 0) return;
    waiting = true;
    model.send({ kind: "zoom_by", at, by: 2 ** octaves });
    octaves = 0;
    setTimeout(() => {
      waiting = false;
      send();
    }, EVERY);
  };
  return (place, by) => {
    [octaves, at] = [octaves + by, place];
    send();
  };
}
function hint(plot) {
  const card = plot.closest(".fw-card");
  if (!card || kept(HINTED)) return;
  keep(HINTED, "1");
  const [frame, box] = [card.getBoundingClientRect(), plot.getBoundingClientRect()];
  const words = document.createElement("p");
  words.className = "fw-hint";
  words.setAttribute("role", "status");
  words.textContent = `${navigator.platform.startsWith("Mac") ? "⌘" : "Ctrl"} and the wheel zoom; a drag does as well`;
  words.style.top = `${box.bottom - frame.top - BELOW}px`;
  card.append(words);
  setTimeout(() => words.remove(), HINT_FOR);
}
function followWheel(model, zoom, signal) {
  const turn = (event) => {
    const box = curvesAt(model, event.target);
    if (!box) return;
    if (!event.ctrlKey && !event.metaKey) {
      if (event.deltaY) hint(
        /** @type {Element} */
        event.currentTarget
      );
      return;
    }
    event.preventDefault();
    for (const words of document.querySelectorAll(".fw-hint")) words.remove();
    const by = OCTAVES * event.deltaY * (UNITS[event.deltaMode] ?? 1);
    zoom(shareOf(box, event.clientX), Math.min(MOST, Math.max(-MOST, by)));
  };
  const heeded = /* @__PURE__ */ new WeakSet();
  const heed = ({ target }) => {
    const plot = within(model, target) ? target.closest(".fw-plot") : null;
    if (!plot || heeded.has(plot)) return;
    heeded.add(plot);
    plot.addEventListener("wheel", turn, { signal, passive: false });
  };
  document.addEventListener("pointerover", heed, { signal });
}
function followFingers(model, zoom, signal) {
  const fingers = /* @__PURE__ */ new Map();
  let apart = 0;
  let box = null;
  const measure = () => {
    const [one = 0, other = 0] = fingers.values();
    return { middle: (one + other) / 2, width: Math.max(1, Math.abs(one - other)) };
  };
  const press = (event) => {
    const on = event.pointerType === "touch" ? curvesAt(model, event.target) : null;
    if (!on) return;
    fingers.set(event.pointerId, event.clientX);
    box = on;
    apart = measure().width;
  };
  const move = (event) => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, event.clientX);
    if (fingers.size !== 2 || !box) return;
    const { middle, width } = measure();
    const by = Math.log2(apart / width);
    if (Math.abs(by) < STILL) return;
    apart = width;
    zoom(shareOf(box, middle), by);
  };
  const release = ({ pointerId }) => {
    fingers.delete(pointerId);
  };
  document.addEventListener("pointerdown", press, { signal });
  document.addEventListener("pointermove", move, { signal });
  document.addEventListener("pointerup", release, { signal });
  document.addEventListener("pointercancel", release, { signal });
}
function followZooms(model, signal) {
  const zoom = makeZoom(model);
  followWheel(model, zoom, signal);
  followFingers(model, zoom, signal);
}

// page/attend.js
var LABEL_EVERY = 1e3;
var isWidget = (node) => node instanceof Element && node.classList.contains("jupyter-widgets");
function followState(model) {
  const show = () => {
    root.classList.toggle("fw-ready", model.get("ready"));
    root.classList.toggle("fw-is-stale", model.get("stale"));
    root.classList.toggle("fw-kiosk", model.get("kiosk"));
    label();
  };
  for (
    const name of
    /** @type {const} */
    ["ready", "stale", "kiosk"]
  ) model.on(`change:${name}`, show);
  show();
}
function followGrowth(signal) {
  const keepFocus = makeFocusKeeper(signal);
  const grown = new MutationObserver((changes) => {
    keepFocus();
    if (changes.some((change) => [...change.addedNodes].some(isWidget))) label();
  });
  grown.observe(document.body, { childList: true, subtree: true });
  const labelling = setInterval(label, LABEL_EVERY);
  signal.addEventListener("abort", () => {
    grown.disconnect();
    clearInterval(labelling);
  });
}
function attend(model) {
  const stop = new AbortController();
  const { signal } = stop;
  followTheme(model, signal);
  model.send({ kind: "hello" });
  window.addEventListener("fw-connected-again", () => model.send({ kind: "hello" }), { signal });
  followHeartbeat(model, signal);
  followAddress(model, signal);
  followState(model);
  followRequests(model);
  followGrowth(signal);
  followDrags(model, signal);
  followHover(model, signal);
  followZooms(model, signal);
  followKeys(model, signal);
  followActions(model, signal);
  followGlossary(signal);
  followPicker(signal);
  followPrinting(signal);
  return () => stop.abort();
}

// page/index.js
function initialize({ model }) {
  applyTheme(model);
}
function render({ model, el }) {
  el.classList.add("fw-page");
  window.footwatchPages ??= /* @__PURE__ */ new Map();
  const scope = model.get("scope");
  const views = window.footwatchPages.get(scope) ?? [];
  window.footwatchPages.set(scope, views);
  const view = {
    start() {
      view.stop = attend(model);
    },
    stop: null
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
var page_default = { initialize, render };
export {
  page_default as default
};
