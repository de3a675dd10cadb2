// A card as a PNG: its figures with the styles that the page gives them, the heat surface within the soles, its words.

const SHARPNESS = 2;
const HEADING = 34;
const STYLES = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linejoin", "paint-order",
  "opacity", "visibility", "display", "font-size", "font-weight", "font-family", "text-anchor",
];

function loaded(address) {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = () => reject(new Error("the picture cannot be drawn"));
    image.src = address;
  });
}

// Outside of the page neither style sheet nor variables hold, so each part takes its styles along.
function standingAlone(svg, box) {
  const copy = svg.cloneNode(true);
  const parts = [copy, ...copy.querySelectorAll("*")];
  [svg, ...svg.querySelectorAll("*")].forEach((part, i) => {
    const style = getComputedStyle(part);
    for (const name of STYLES) parts[i].style.setProperty(name, style.getPropertyValue(name));
  });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", box.width);
  copy.setAttribute("height", box.height);
  return loaded(`data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`);
}

function drawBlock(pen, part, box) {
  const style = getComputedStyle(part);
  const colours = style.backgroundImage.match(/rgba?\([^)]*\)/g);
  pen.fillStyle = style.backgroundColor;
  if (colours) {
    pen.fillStyle = pen.createLinearGradient(box.left, 0, box.right, 0);
    colours.forEach((colour, i) => pen.fillStyle.addColorStop(i / (colours.length - 1), colour));
  }
  pen.globalAlpha = Number(style.opacity);
  pen.fillRect(box.left, box.top, box.width, box.height);
  pen.globalAlpha = 1;
}

function drawWords(pen, card) {
  const walker = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
  pen.textBaseline = "middle";
  while (walker.nextNode()) {
    const { parentElement } = walker.currentNode;
    const words = walker.currentNode.textContent.replace(/\s+/g, " ");
    if (!words.trim() || parentElement.closest("svg, style, select, button:not(.fw-switches button), [hidden], .fw-words")) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const box = range.getBoundingClientRect();
    const style = getComputedStyle(parentElement);
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    pen.fillStyle = style.color;
    const line = [walker.currentNode.previousSibling ? words : words.trimStart(), box.left, box.top + box.height / 2];
    // A width of 0 would leave the pen as wide as it was.
    const edge = parseFloat(style.webkitTextStrokeWidth);
    pen.strokeStyle = style.webkitTextStrokeColor;
    pen.lineWidth = edge || 1;
    if (edge) pen.strokeText(...line);
    pen.fillText(...line);
  }
}

async function pictureOf(card, title) {
  const frame = card.getBoundingClientRect();
  const canvas = document.createElement("canvas");
  canvas.width = SHARPNESS * frame.width;
  canvas.height = SHARPNESS * (frame.height + HEADING);
  const pen = canvas.getContext("2d");
  pen.scale(SHARPNESS, SHARPNESS);
  const style = getComputedStyle(card);
  pen.fillStyle = style.backgroundColor;
  pen.fillRect(0, 0, frame.width, frame.height + HEADING);
  pen.fillStyle = style.color;
  pen.font = `650 14px ${style.fontFamily}`;
  pen.fillText(title, 16, HEADING - 10, frame.width - 32);
  pen.translate(-frame.left, HEADING - frame.top);
  for (const image of card.querySelectorAll(".fw-stage > img")) {
    const box = image.getBoundingClientRect();
    pen.save();
    pen.translate(box.left, box.top);
    pen.scale(box.width, box.height);
    pen.clip(new Path2D(document.querySelector("#fw-soles path").getAttribute("d")));
    pen.drawImage(image, 0, 0, 1, 1);
    pen.restore();
  }
  for (const part of card.querySelectorAll(".fw-ramp, .fw-balance, .fw-balance i, .fw-switches i, .fw-key i")) {
    drawBlock(pen, part, part.getBoundingClientRect());
  }
  for (const svg of card.querySelectorAll(".bqplot svg")) {
    const box = svg.getBoundingClientRect();
    if (box.width > 0 && box.height > 0) pen.drawImage(await standingAlone(svg, box), box.left, box.top, box.width, box.height);
  }
  drawWords(pen, card);
  return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
}

function save(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

