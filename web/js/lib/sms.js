// @ts-check
/** How many SMS a text becomes, after 3GPP TS 23.038. */

const BASIC =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
  "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENDED = "\f^{}\\[~]|€";
const GSM_7 = new Map([...[...BASIC].map((c) => [c, 1]), ...[...EXTENDED].map((c) => [c, 2])].map((e) => /** @type {[string, number]} */ (e)));
const LIMITS = { "GSM-7": { one: 160, each: 153 }, "UCS-2": { one: 70, each: 67 } };

/** Segments when no character may be cut in two. @param {number[]} widths @param {number} size units per segment */
function packed(widths, size) {
  let segments = 1;
  let used = 0;
  for (const width of widths) {
    if (used + width > size) {
      segments += 1;
      used = 0;
    }
    used += width;
  }
  return segments;
}

/** Count a text; `left` are the units left in the last SMS. @param {string} text */
export function segment(text) {
  const characters = [...text];
  const encoding = characters.every((c) => GSM_7.has(c)) ? "GSM-7" : "UCS-2";
  const widths = characters.map((c) => (encoding === "GSM-7" ? GSM_7.get(c) ?? 1 : c.length));
  const units = widths.reduce((sum, width) => sum + width, 0);
  const { one, each } = LIMITS[encoding];
  const segments = units <= one ? 1 : packed(widths, each);
  return { encoding, units, segments, left: Math.max(0, (segments === 1 ? one : segments * each) - units) };
}
