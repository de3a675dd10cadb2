// What a viewer does on the page: scrubbing, zooming, keys, buttons within HTML, the picker.

const GRIP = 10;

const within = (model, target) => target instanceof Element && target.closest(`.${model.get("scope")}`) !== null;

function plotAt(model, target) {
  const plot = within(model, target) ? target.closest(".fw-plot") : null;
  const area = plot?.querySelector(".plotarea_background, .plotarea_events");
  const box = area?.getBoundingClientRect();
  return box && box.width > 0 ? { plot, box } : null;
}

const share = (box, x) => Math.min(1, Math.max(0, (x - box.left) / box.width));

// Scrubbing sends the newest place only, and no more often than the kernel answers.
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
      // The last place is not to come after what is asked next.
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
  const bound = { " ": "toggle", ArrowLeft: "back", ArrowRight: "forward", l: "live", n: "next", p: "previous", k: "play", r: "toggle_record", Escape: "unzoom" };
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
  // What was pressed by a pointer is not to be pressed again by the space bar, which pauses.
  on(document, "click", (event) => {
    if (event.pointerType && within(model, event.target)) event.target.closest("button")?.blur();
  });
  const meant = ({ target, ctrlKey, metaKey }) => {
    if (!within(model, target) || ctrlKey || metaKey) return null;
    return target.closest("[data-fw]") ?? target.closest(".fw-person-tile")?.querySelector("[data-fw]");
  };
  // Several parts of a kind may be on the page; footlib.ui.cards.base names each by a class.
  const partOf = (element) => element.closest('[class*="fw-part-"]')?.className.match(/fw-part-(\w+)/)?.[1];
  const said = (button) => ({ ...JSON.parse(button.dataset.fw), card: partOf(button) });
  // HTML is written anew at any moment, the time line every second, and browsers give no click for what went away. A
  // press that is let go in its place is a click all the same.
  let pressed = null;
  let answered = false;
  on(document, "pointerdown", (event) => {
    const button = event.button === 0 ? meant(event) : null;
    answered = false;
    pressed = button && { target: event.target, message: said(button), x: event.clientX, y: event.clientY };
  });
  on(document, "pointerup", (event) => {
    if (pressed && !pressed.target.isConnected) {
      answered = Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < GRIP;
      if (answered) model.send(pressed.message);
    }
    pressed = null;
  });
  on(document, "pointercancel", () => { pressed = null; });
  on(document, "click", (event) => {
    const button = meant(event);
    if (!button || (answered && event.pointerType)) return;
    event.preventDefault();
    model.send(said(button));
  });
}

// HTML that is written anew takes the focus with it; the keyboard must find its place again.
function focusKeeper(on) {
  let held = null;
  on(document, "focusin", (event) => { held = event.target instanceof Element ? event.target.closest("[data-fw]") : null; });
  on(document, "focusout", () => queueMicrotask(() => {
    if (held?.isConnected && document.activeElement !== held) held = null;
  }));
  return () => {
    if (!held || held.isConnected || document.activeElement !== document.body) return;
    const all = [...document.querySelectorAll("button[data-fw], a[data-fw]")];
    const same = (one) => one.dataset.fw === held.dataset.fw;
    (all.find(same) ?? all.find((one) => one.textContent === held.textContent))?.focus({ preventScroll: true });
  };
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

