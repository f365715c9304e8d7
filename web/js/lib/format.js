// @ts-check
/** Times, names and numbers as a person reads them. */

const DAY = 86_400_000;
const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const WEEKDAY = new Intl.DateTimeFormat(undefined, { weekday: "short" });
const DATE = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const LONG_DATE = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** Midnight before an instant, local time, in milliseconds. @param {number} at */
const midnight = (at) => new Date(at).setHours(0, 0, 0, 0);

/** Hours and minutes. @param {string} at ISO 8601 */
export const clock = (at) => CLOCK.format(Date.parse(at));

/** Date and time in full. @param {string} at ISO 8601 */
export const exact = (at) => EXACT.format(Date.parse(at));

/** A number that is the same for all instants of one local day. @param {string} at ISO 8601 */
export const dayOf = (at) => midnight(Date.parse(at));

/** The day's name for a separator: Today, Yesterday, or the date. @param {number} day from dayOf */
export function dayName(day) {
  const ago = Math.round((midnight(Date.now()) - day) / DAY);
  return ago === 0 ? "Today" : ago === 1 ? "Yesterday" : LONG_DATE.format(day);
}

/** Clock today, weekday this week, else the date. @param {string} at ISO 8601 */
export function brief(at) {
  const ago = Math.round((midnight(Date.now()) - dayOf(at)) / DAY);
  return ago === 0 ? clock(at) : (ago < 7 ? WEEKDAY : DATE).format(Date.parse(at));
}

/** First letters of the first two words that have one. @param {string} name */
export const initials = (name) =>
  name
    .split(/[\s-]+/u)
    .map((word) => [...word].find((character) => /\p{L}/u.test(character)) ?? "")
    .join("")
    .slice(0, 2)
    .toUpperCase();

/** A phone number as its country writes it, where that is known. @param {string} number */
export const phone = (number) => number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, "+1 $1 $2 $3");

/** What to call a contact. @param {{name: string | null, address: string | null}} contact */
export const contactName = (contact) => phone(contact.name || contact.address || "Unknown contact");

/** One of six colours, always the same for one id. @param {string} id */
export function hue(id) {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.charCodeAt(0)) % 997;
  return sum % 6;
}

/** The channel's name. @param {string} channel */
export const channelName = (channel) => (channel === "whatsapp" ? "WhatsApp" : "SMS");
