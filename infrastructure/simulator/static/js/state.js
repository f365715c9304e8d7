// @ts-check
/** What the simulator told, as threads: pure, no page and no network. */

/**
 * @typedef {{n: number, at: string, kind: string, provider_message_id: string, sender_id: string, channel: string,
 *   from: string, to: string, text: string, media: string[], name: string, fault: string | null, status: string,
 *   error_code: number | null, http_status: number | null, error: string | null, attempt: number, code: number | null,
 *   sentence: string}} SimEvent
 * @typedef {{id: string, mine: boolean, text: string, media: string[], at: string, fault: string | null,
 *   status: string, error: string, code: number | null}} Item
 * @typedef {{items: Item[], events: SimEvent[], unseen: number}} Thread
 */

const RANK = ["queued", "sent", "undelivered", "failed", "delivered", "read"];
const MOST_EVENTS = 80;

export class Phones {
  constructor() {
    /** @type {Map<string, Thread>} by phone and sender */
    this.threads = new Map();
    /** @type {Map<string, Thread[]>} by phone */
    this.ofPhone = new Map();
    /** @type {Map<string, {address: string, name: string}>} */
    this.contacts = new Map();
    /** @type {Map<string, {item: Item, key: string}>} */
    this.messages = new Map();
  }

  /** @param {string} contact @param {string} sender @returns {Thread} */
  thread(contact, sender) {
    return this.#at(`${contact} ${sender}`);
  }

  /** @param {string} contact */
  unseen(contact) {
    return this.#of(contact).reduce((sum, thread) => sum + thread.unseen, 0);
  }

  /** The latest message of a phone with any sender. @param {string} contact @returns {Item | undefined} */
  latest(contact) {
    const last = this.#of(contact).flatMap((thread) => thread.items.slice(-1));
    return last.toSorted((a, b) => (a.at < b.at ? 1 : -1))[0];
  }

  /** @param {string} address @param {string} name */
  meet(address, name) {
    const known = this.contacts.get(address);
    this.contacts.set(address, { address, name: name || known?.name || "" });
  }

  /** Takes one event in; gives the message that a phone just got, if one did. @param {SimEvent} event */
  apply(event) {
    if (event.kind === "inbound") this.#wrote(event);
    else if (event.kind === "outbound") return this.#got(event);
    else if (event.kind === "answer") this.#answered(event);
    else if (event.kind === "receipt") this.#told(event);
    else if (event.kind === "fault" || event.kind === "refused") this.#log(`${event.to} ${event.sender_id}`, event);
    return undefined;
  }

  /** @param {string} contact @param {string} sender */
  seen(contact, sender) {
    this.thread(contact, sender).unseen = 0;
  }

  /** @param {SimEvent} event */
  #wrote(event) {
    this.meet(event.from, event.name);
    this.#add(event, `${event.from} ${event.sender_id}`, true, "sending");
  }

  /** @param {SimEvent} event */
  #got(event) {
    this.meet(event.to, "");
    const key = `${event.to} ${event.sender_id}`;
    this.#at(key).unseen += 1;
    return this.#add(event, key, false, "queued");
  }

  /** @param {SimEvent} event */
  #answered(event) {
    const known = this.messages.get(event.provider_message_id);
    if (!known) return;
    this.#log(known.key, event);
    if (known.item.status === "delivered") return;
    const taken = event.http_status !== null && event.http_status >= 200 && event.http_status < 300;
    known.item.status = taken ? "delivered" : "refused";
    known.item.error = taken ? "" : event.error ?? `The webhook answered ${event.http_status}.`;
  }

  /** @param {SimEvent} event */
  #told(event) {
    const known = this.messages.get(event.provider_message_id);
    if (!known) return;
    this.#log(known.key, event);
    if (RANK.indexOf(event.status) <= RANK.indexOf(known.item.status)) return;
    known.item.status = event.status;
    known.item.code = event.error_code;
  }

  /** @param {SimEvent} event @param {string} key @param {boolean} mine @param {string} status */
  #add(event, key, mine, status) {
    const { provider_message_id: id, text, media, at, fault } = event;
    /** @type {Item} */
    const item = { id, mine, text, media, at, fault, status, error: "", code: null };
    this.messages.set(id, { item, key });
    this.#at(key).items.push(item);
    this.#log(key, event);
    return item;
  }

  /** @param {string} key @param {SimEvent} event */
  #log(key, event) {
    const { events } = this.#at(key);
    events.push(event);
    if (events.length > MOST_EVENTS) events.shift();
  }

  /** @param {string} key @returns {Thread} */
  #at(key) {
    const known = this.threads.get(key);
    if (known) return known;
    const thread = { items: [], events: [], unseen: 0 };
    const [contact] = key.split(" ");
    this.threads.set(key, thread);
    this.ofPhone.set(contact, [...this.#of(contact), thread]);
    return thread;
  }

  /** @param {string} contact @returns {Thread[]} */
  #of(contact) {
    return this.ofPhone.get(contact) ?? [];
  }
}
