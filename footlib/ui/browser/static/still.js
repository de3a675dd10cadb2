// Made from web/ by `make web`; edit there.

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

// shared/environment.js
var root = document.documentElement;
var inVoila = () => document.body.dataset.voila === "voila";

// shared/theme.js
function jupyterIsDark() {
  const light = document.body.dataset.jpThemeLight;
  return inVoila() || light === void 0 ? null : light === "false";
}
function showTheme(dark) {
  root.dataset.fwTheme = dark ? "dark" : "light";
}

// still/index.js
function render({ model, el }) {
  el.classList.add("fw-page");
  const take = async ({ name, title }) => {
    const card = el.closest(".fw-card");
    if (card) save(name, await pictureOf(card, title));
  };
  model.on("msg:custom", take);
  const dark = jupyterIsDark();
  if (dark !== null) showTheme(dark);
  return () => model.off("msg:custom", take);
}
var still_default = { render };
export {
  still_default as default
};
