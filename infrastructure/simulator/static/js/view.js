// @ts-check
/** Draws what main.js holds; text only ever goes in as text. @typedef {import("./state.js").Item} Item */
import * as words from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const MOST_SHOWN = 200;
const COLOURS = 6;

/** @param {string} id @returns {any} */
export const element = (id) => document.getElementById(id);

/** @param {string} tag @param {Record<string, string>} attributes @param {(Node | string)[]} children */
export function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** @param {string} name */
function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `icon ${name}`);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** A stable colour for a face. @param {string} key */
export function colour(key) {
  let sum = 0;
  for (const character of key) sum = (sum * 31 + character.charCodeAt(0)) % 9973;
  return String(sum % COLOURS);
}

/** @param {HTMLSelectElement} select @param {string[][]} options @param {string} [chosen] */
export function fill(select, options, chosen) {
  select.replaceChildren(...options.map(([value, text]) => make("option", { value }, text)));
  if (chosen !== undefined) select.value = chosen;
}

/** @type {WeakMap<Node, string>} what each drawn node was drawn from */
const drawn = new WeakMap();

/** Keeps the nodes whose source is unchanged, so that focus and selection stay. @template T
 * @param {Element} parent @param {T[]} things @param {(thing: T) => Node} draw */
function keep(parent, things, draw) {
  const old = [...parent.childNodes];
  things.forEach((thing, place) => {
    const source = JSON.stringify(thing);
    if (old[place] && drawn.get(old[place]) === source) return;
    const node = draw(thing);
    drawn.set(node, source);
    if (old[place]) old[place].replaceWith(node);
    else parent.append(node);
  });
  for (const extra of old.slice(things.length)) extra.remove();
}

/** @param {{address: string, name: string, preview: string, at: string, unseen: number, current: boolean}[]} known */
export function people(known) {
  const had = document.activeElement?.closest?.("#people button")?.getAttribute("value");
  keep(element("people"), known, (person) => {
    const face = make("span", { class: "face", "data-colour": colour(person.address), "aria-hidden": "true" }, words.initials(person.name));
    const name = make("b", {}, make("bdi", {}, words.nameOf(person)));
    const at = make("small", { class: "at" }, person.at && words.clock(person.at));
    const number = make("small", { class: "number" }, words.spaced(person.address));
    const preview = make("small", { class: "preview" }, make("bdi", {}, person.preview));
    const button = make("button", { type: "button", value: person.address }, face, name, at, number, preview);
    if (person.unseen) button.append(make("mark", {}, String(person.unseen), make("span", { class: "hidden" }, " unread")));
    if (person.current) button.setAttribute("aria-current", "true");
    return make("li", {}, button);
  });
  if (had) /** @type {HTMLElement | null} */ (document.querySelector(`#people button[value="${CSS.escape(had)}"]`))?.focus();
}

/** @param {Item[]} items */
export function thread(items) {
  const list = element("thread");
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
  const shown = items.slice(-MOST_SHOWN);
  /** @type {({day: string} | Item)[]} */
  const rows = [];
  let day = "";
  for (const item of shown) {
    const name = words.dayName(item.at, new Date());
    if (name !== day) rows.push({ day: (day = name) });
    rows.push({ ...item });
  }
  keep(list, rows, (row) => ("day" in row ? make("li", { class: "day" }, make("span", {}, row.day)) : bubble(row)));
  if (atEnd || items.at(-1)?.status === "sending") list.scrollTop = list.scrollHeight;
}

/** @param {Item} item */
function bubble(item) {
  if (item.status === "undelivered" || item.status === "failed") {
    return make("li", { class: "lost" }, icon("alert"), make("span", {}, words.statusWords(item)));
  }
  const time = make("time", { datetime: item.at }, words.clock(item.at));
  const meta = make("span", { class: "meta" }, time, mark(item), make("span", { class: "hidden" }, words.statusWords(item)));
  const body = make("div", { class: "bubble" }, make("p", { dir: "auto" }, item.text), meta);
  for (const address of item.media) body.prepend(make("p", { class: "media" }, icon("clip"), address.split("/").pop() || "Media"));
  const row = make("li", { class: item.mine ? "mine" : "theirs" }, make("span", { class: "hidden" }, item.mine ? "I wrote:" : "They wrote:"), body);
  if (item.error) row.append(make("p", { class: "why" }, icon("alert"), item.error));
  return row;
}

/** @param {Item} item */
function mark(item) {
  if (item.status === "refused") return icon("alert");
  if (item.status === "sending" || item.status === "queued") return icon("clock");
  const ticks = icon(item.status === "sent" ? "sent" : "delivered");
  if (item.status === "read") ticks.classList.add("read");
  return ticks;
}

/** @param {import("./state.js").SimEvent[]} events */
export function happened(events) {
  keep(element("happened"), events.toReversed(), (event) => {
    const { text, bad } = words.happened(event);
    return make("li", bad ? { class: "bad" } : {}, make("time", { datetime: event.at }, words.preciseClock(event.at)), make("span", { dir: "auto" }, text));
  });
}

/** @param {{fault: string, times: number}[]} faults */
export function waiting(faults) {
  element("waiting").hidden = faults.length === 0;
  keep(element("waiting-list"), faults, ({ fault, times }) => make("li", {}, `${times} × ${words.replyFault(fault)}`));
}
