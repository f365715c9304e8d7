// @ts-check
/** CSV as RFC 4180 has it, with comma, semicolon or tab between the fields. */

/** The separator is what the first line has most of. @param {string} text */
function separatorOf(text) {
  const line = text.slice(0, (text.search(/[\r\n]/u) + 1 || text.length + 1) - 1);
  const count = (/** @type {string} */ one) => line.split(one).length;
  return [",", ";", "\t"].reduce((best, one) => (count(one) > count(best) ? one : best));
}

/** A field between quotes: its text and the place behind the closing one. @param {string} text @param {number} from @returns {[string, number]} */
function quotedAt(text, from) {
  let end = text.indexOf('"', from + 1);
  while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
  if (end < 0) end = text.length;
  return [text.slice(from + 1, end).replaceAll('""', '"'), end + 1];
}

/** One field from a place on: its text and the place behind it. @param {string} text @param {number} from @param {string} separator @returns {[string, number]} */
function fieldAt(text, from, separator) {
  if (text[from] === '"') return quotedAt(text, from);
  let end = from;
  while (end < text.length && text[end] !== separator && text[end] !== "\n") end += 1;
  return [text.slice(from, end), end];
}

/** One record from a place on: its fields and the place behind it. @param {string} text @param {number} from @param {string} separator @returns {[string[], number]} */
function recordAt(text, from, separator) {
  const fields = [];
  let end = from - 1;
  do {
    const [field, behind] = fieldAt(text, end + 1, separator);
    fields.push(field.trim());
    end = behind;
  } while (text[end] === separator);
  // What stands between a closing quote and the end of the line belongs to nothing.
  return [fields, (text.indexOf("\n", end) + 1 || text.length + 1)];
}

/**
 * The records with the numbers of the lines where they begin; empty lines are left out.
 * @param {string} source
 * @returns {{line: number, fields: string[]}[]}
 */
export function recordsOf(source) {
  const text = source.replace(/^\uFEFF/u, "").replaceAll(/\r\n?/gu, "\n");
  const separator = separatorOf(text);
  const records = [];
  for (let at = 0, line = 1; at < text.length; ) {
    const [fields, behind] = recordAt(text, at, separator);
    if (fields.some(Boolean)) records.push({ line, fields });
    line += text.slice(at, behind).split("\n").length - 1;
    at = behind;
  }
  return records;
}
