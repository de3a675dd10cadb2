/** Words that are part of a figure, a control, or spoken only. */
const LEFT_OUT = "svg, style, select, button:not(.fw-switches button), [hidden], .fw-words";

/**
 * Write the words of a card where they stand on the page.
 *
 * @param {CanvasRenderingContext2D} pen
 * @param {Element} card
 */
export function drawWords(pen, card) {
  const walker = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
  pen.textBaseline = "middle";
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const words = (node.textContent ?? "").replace(/\s+/g, " ");
    const parent = node.parentElement;
    if (words.trim() && parent && !parent.closest(LEFT_OUT)) draw(pen, node, parent, words);
  }
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Node} node
 * @param {HTMLElement} parent
 * @param {string} words
 */
function draw(pen, node, parent, words) {
  const range = document.createRange();
  range.selectNodeContents(node);
  const box = range.getBoundingClientRect();
  const style = getComputedStyle(parent);
  pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  pen.fillStyle = style.color;
  /** @type {[string, number, number]} */
  const line = [node.previousSibling ? words : words.trimStart(), box.left, box.top + box.height / 2];
  // A width of 0 would leave the pen as wide as it was.
  const edge = Number.parseFloat(style.webkitTextStrokeWidth);
  pen.strokeStyle = style.webkitTextStrokeColor;
  pen.lineWidth = edge || 1;
  if (edge) pen.strokeText(...line);
  pen.fillText(...line);
}
