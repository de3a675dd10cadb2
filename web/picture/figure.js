// A figure as an image of its own.

// Outside of the page neither style sheet nor variables hold, so each part takes these along.
const STYLES = [
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
  "text-anchor",
];

/**
 * @param {string} address
 * @returns {Promise<HTMLImageElement>}
 */
function loaded(address) {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = () => reject(new Error("the picture cannot be drawn"));
    image.src = address;
  });
}

/**
 * @param {SVGSVGElement} svg
 * @param {DOMRect} box
 */
export function imageOf(svg, box) {
  const copy = /** @type {SVGSVGElement} */ (svg.cloneNode(true));
  /** @type {NodeListOf<SVGElement>} */
  const parts = svg.querySelectorAll("*");
  /** @type {NodeListOf<SVGElement>} */
  const copies = copy.querySelectorAll("*");
  dress(copy, svg);
  for (const [i, part] of parts.entries()) dress(/** @type {SVGElement} */ (copies[i]), part);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(box.width));
  copy.setAttribute("height", String(box.height));
  return loaded(`data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`);
}

/**
 * @param {SVGElement} copy
 * @param {SVGElement} part
 */
function dress(copy, part) {
  const style = getComputedStyle(part);
  for (const name of STYLES) copy.style.setProperty(name, style.getPropertyValue(name));
}
