// @ts-check
/** Which rows of a long list of equal rows are worth having in the document. */

const MARGIN = 8;

/**
 * The rows from the first, up to but without the second number.
 * @param {number} top scrolled pixels @param {number} height visible pixels @param {number} row pixels of a row @param {number} total rows
 * @returns {[number, number]}
 */
export function rowsInView(top, height, row, total) {
  const first = Math.max(0, Math.min(total, Math.floor(top / row) - MARGIN));
  return [first, Math.min(total, first + Math.ceil(Math.min(height, 40 * row) / row) + 2 * MARGIN)];
}
