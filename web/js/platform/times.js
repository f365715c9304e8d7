// @ts-check
/** Times as their distance from now. */

const WORDS = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const MINUTE = 60_000;
/** @type {[Intl.RelativeTimeFormatUnit, number, number][]} unit, its length, from which length on it is used */
const UNITS = [["day", 1_440 * MINUTE, 1_440 * MINUTE], ["hour", 60 * MINUTE, 60 * MINUTE], ["minute", MINUTE, MINUTE]];

/** As "5 minutes ago" or "in 7 days". @param {string} at ISO 8601 @param {number} [now] milliseconds */
export function ago(at, now = Date.now()) {
  const distance = Date.parse(at) - now;
  for (const [unit, length, least] of UNITS) if (Math.abs(distance) >= least) return WORDS.format(Math.round(distance / length), unit);
  return distance > 0 ? "in a moment" : "just now";
}
