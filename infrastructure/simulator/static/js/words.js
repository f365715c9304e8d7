// @ts-check
/** What the page says. @typedef {import("./state.js").SimEvent} SimEvent @typedef {import("./state.js").Item} Item */

export const MY_FAULTS = [
  ["", "as it should"],
  ["duplicate", "twice at once"],
  ["drop_ack", "again: answer lost"],
  ["reorder", "in reverse (2 or more)"],
  ["unsigned", "unsigned"],
  ["tampered", "changed on the way"],
];

export const REPLY_FAULTS = [
  ["timeout_after_accept", "are taken, the answer gets lost"],
  ["refuse", "are refused: I opted out"],
  ["rate_limit", "are too many: try later"],
  ["server_error", "meet an error of the carrier"],
  ["failed_receipt", "do not reach my phone"],
  ["receipt_first", "are receipted before the answer"],
  ["receipts_shuffled", "have receipts out of order"],
  ["receipts_twice", "have every receipt twice"],
  ["no_receipts", "have no receipts"],
];

/** What happens to replies by this fault. @param {string} fault */
export const replyFault = (fault) => REPLY_FAULTS.find(([kind]) => kind === fault)?.[1] ?? fault;

/** @type {Record<string, string>} */
const STATUS = {
  sending: "Sending",
  delivered: "Delivered",
  refused: "Not delivered",
  queued: "Accepted",
  sent: "Sent",
  read: "Read",
};

const time = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const precise = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
const day = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const DAY_MS = 86_400_000;

/** @param {string} at */
export const clock = (at) => time.format(new Date(at));
/** @param {string} at */
export const preciseClock = (at) => precise.format(new Date(at));

/** "Today", "Yesterday" or the date. @param {string} at @param {Date} now */
export function dayName(at, now) {
  const then = new Date(at);
  const days = Math.round((then.setHours(0, 0, 0, 0) - new Date(now).setHours(0, 0, 0, 0)) / DAY_MS);
  const words = days === 0 || days === -1 ? relative.format(days, "day") : day.format(new Date(at));
  return words[0].toUpperCase() + words.slice(1);
}

/** @param {Item} item */
export function statusWords(item) {
  if (item.status === "undelivered" || item.status === "failed") return `This reply did not reach the phone (${item.code}).`;
  return item.mine ? STATUS[item.status] : `Receipt: ${STATUS[item.status].toLowerCase()}`;
}

/** @param {{address: string, name: string}} contact */
export const nameOf = (contact) => contact.name || spaced(contact.address);

/** A number as people read it. @param {string} address */
export function spaced(address) {
  return address.replace(/^(\+1)(\d{3})(\d{3})(\d{4})$/, "$1 $2 $3 $4");
}

/** One or two letters for a face. @param {string} name */
export function initials(name) {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  return words.slice(0, 2).map((word) => [...word][0].toUpperCase()).join("") || "#";
}

/** What happened, in a line; `bad` marks what went wrong. @param {SimEvent} event @returns {{text: string, bad: boolean}} */
export function happened(event) {
  if (event.kind === "inbound") return { text: `Wrote “${short(event.text)}”`, bad: false };
  if (event.kind === "outbound") return { text: `Got “${short(event.text)}”`, bad: false };
  if (event.kind === "answer") return answered(event);
  if (event.kind === "receipt") return receipted(event);
  if (event.kind === "refused") return { text: `Reply refused, ${event.code}: ${event.sentence}`, bad: true };
  return { text: `Fault: replies ${replyFault(event.fault ?? "")}`, bad: true };
}

/** @param {SimEvent} event */
function answered(event) {
  const again = event.attempt > 1 ? `, attempt ${event.attempt}` : "";
  if (event.http_status === null) return { text: `${event.error}${again}`, bad: true };
  return { text: `Webhook answered ${event.http_status}${again}`, bad: event.http_status >= 300 };
}

/** @param {SimEvent} event */
function receipted(event) {
  const told = `Receipt ${event.status}${event.error_code ? ` (${event.error_code})` : ""}`;
  if (event.http_status === null) return { text: `${told}, ${event.error ? event.error.toLowerCase() : "not asked for"}`, bad: !!event.error };
  return { text: `${told}, answered ${event.http_status}`, bad: event.http_status >= 300 || !!event.error_code };
}

/** @param {string} text */
const short = (text) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
