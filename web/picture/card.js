// A card as a PNG: its figures with the styles that the page gives them, the heat surface within the soles, its words.

import { imageOf } from "./figure.js";
import { drawWords } from "./words.js";

/** Pixels of the picture a CSS pixel of the page. */
const SHARPNESS = 2;
/** Height of the title above the card, CSS pixels. */
const HEADING = 34;
const BLOCKS = ".fw-ramp, .fw-balance, .fw-balance i, .fw-switches i, .fw-key i";

/**
 * @param {Element} card
 * @param {string} title
 * @returns {Promise<Blob>}
 */
export async function pictureOf(card, title) {
  // While images are made of its figures the page goes on, so that all of it is taken down before: one frame, one picture.
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
    pen.canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the picture is empty"))), "image/png");
  });
}

/**
 * The card without the controls at its top, of which nothing is drawn.
 *
 * @param {Element} card
 */
function frameOf(card) {
  const whole = card.getBoundingClientRect();
  const controls = card.querySelector(":scope > .fw-curves-bar")?.getBoundingClientRect();
  const top = controls?.height ? controls.bottom : whole.top;
  return new DOMRect(whole.left, top, whole.width, whole.bottom - top);
}

/**
 * A sheet for a card with room for its title, and a pen that takes places on the page.
 *
 * @param {DOMRect} frame
 */
function penOf(frame) {
  const canvas = document.createElement("canvas");
  canvas.width = SHARPNESS * frame.width;
  canvas.height = SHARPNESS * (frame.height + HEADING);
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.scale(SHARPNESS, SHARPNESS);
  pen.translate(-frame.left, HEADING - frame.top);
  return pen;
}

/**
 * @param {Element} card
 */
function imagesOf(card) {
  /** @type {NodeListOf<SVGSVGElement>} */
  const figures = card.querySelectorAll(".bqplot svg");
  return [...figures]
    .map((svg) => ({ svg, box: svg.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 0 && box.height > 0)
    .map(async ({ svg, box }) => ({ image: await imageOf(svg, box), box }));
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {CSSStyleDeclaration} style of the card
 * @param {DOMRect} frame
 * @param {string} title
 */
function drawHeading(pen, style, frame, title) {
  pen.fillStyle = style.backgroundColor;
  pen.fillRect(frame.left, frame.top - HEADING, frame.width, frame.height + HEADING);
  pen.fillStyle = style.color;
  pen.font = `650 14px ${style.fontFamily}`;
  pen.fillText(title, frame.left + 16, frame.top - 10, frame.width - 32);
}

/**
 * Draw the heat surfaces, each clipped to the soles, whose outline is in shares of the image.
 *
 * @param {CanvasRenderingContext2D} pen
 * @param {Element} card
 */
function drawSurfaces(pen, card) {
  for (const image of /** @type {NodeListOf<HTMLImageElement>} */ (card.querySelectorAll(".fw-stage > img"))) {
    const box = image.getBoundingClientRect();
    pen.save();
    pen.translate(box.left, box.top);
    pen.scale(box.width, box.height);
    pen.clip(new Path2D(document.querySelector("#fw-soles path")?.getAttribute("d") ?? ""));
    pen.drawImage(image, 0, 0, 1, 1);
    pen.restore();
  }
}

/**
 * Draw an element that is a colour or a gradient from left to right.
 *
 * @param {CanvasRenderingContext2D} pen
 * @param {Element} part
 */
function drawBlock(pen, part) {
  const box = part.getBoundingClientRect();
  const style = getComputedStyle(part);
  const colours = style.backgroundImage.match(/rgba?\([^)]*\)/g);
  pen.fillStyle = colours ? gradient(pen, colours, box) : style.backgroundColor;
  pen.globalAlpha = Number(style.opacity);
  pen.fillRect(box.left, box.top, box.width, box.height);
  pen.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {string[]} colours
 * @param {DOMRect} box
 */
function gradient(pen, colours, box) {
  const ramp = pen.createLinearGradient(box.left, 0, box.right, 0);
  for (const [i, colour] of colours.entries()) ramp.addColorStop(i / (colours.length - 1), colour);
  return ramp;
}
