// What of the curves was drawn nearest to a moment, found in the arrays that bqplot has in the browser.

/** @import { DrawnModel } from "./types.js" */

/** Lower than every count: footlib.ui.figures.foot_curves puts there what is not to be seen. */
const OFF = -9000;

/**
 * A reading, or what a band sums up: the mean, and the extremes of each line.
 *
 * @typedef {{ x: number, values: number[], extremes: [number, number][] | null }} Reading
 */

/**
 * @param {ArrayLike<number>} sorted
 * @param {number} x
 * @returns {number} how many are less
 */
function countBefore(sorted, x) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (/** @type {number} */ (sorted[middle]) < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * @param {DrawnModel} lines
 * @param {number} i
 */
function valuesAt(lines, i) {
  const values = Array.from(lines.get("y"), (row) => row[i] ?? Number.NaN);
  return values.every((value) => value > OFF) ? values : null;
}

/**
 * @param {DrawnModel} band
 * @param {number} i
 * @param {number} points how many points the lines have that it belongs to
 * @returns {[number, number][] | null}
 */
function extremesAt(band, i, points) {
  const rows = band.get("y");
  if (band.get("x").length !== points) return null;
  const ends = valuesAt(band, i);
  return ends && Array.from({ length: rows.length / 2 }, (_, k) => [ends[2 * k] ?? 0, ends[2 * k + 1] ?? 0]);
}

/**
 * @param {DrawnModel} lines
 * @param {DrawnModel | null} band
 * @param {number} x
 * @param {number} reach
 * @returns {Reading | null}
 */
function nearestOf(lines, band, x, reach) {
  const drawn = lines.get("x");
  const after = countBefore(drawn, x);
  const beside = [after - 1, after].filter((i) => i >= 0 && i < drawn.length);
  const known = beside.map((i) => ({ i, far: Math.abs((drawn[i] ?? 0) - x), values: valuesAt(lines, i) }));
  // Between two points there is a line, but none over a gap or beyond an end: there it has to be near.
  const within = known.length === 2 && known.every(({ values }) => values);
  const [best] = known
    .filter(({ values, far }) => values && (within || far <= reach))
    .sort((one, other) => one.far - other.far);
  if (!best?.values) return null;
  const extremes = band && extremesAt(band, best.i, drawn.length);
  return { x: drawn[best.i] ?? 0, values: best.values, extremes };
}

/**
 * What is drawn nearest to a moment.
 *
 * @param {{ lines: DrawnModel, tip: DrawnModel, band: DrawnModel | null }} foot
 * @param {number} x seconds, as the curves count them
 * @param {number} reach how far a reading may be where no line leads over the moment, seconds
 * @returns {Reading | null} null where nothing was measured
 */
export function nearest({ lines, tip, band }, x, reach) {
  const found = [nearestOf(tip, null, x, reach), nearestOf(lines, band, x, reach)];
  const far = (/** @type {Reading | null} */ one) => (one ? Math.abs(one.x - x) : Number.POSITIVE_INFINITY);
  return found.reduce((best, one) => (far(one) < far(best) ? one : best), null);
}
