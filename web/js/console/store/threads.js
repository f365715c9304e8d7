// @ts-check
/** The logs of the conversations looked at, folded into messages and changes. */
import { batch, signal } from "../../lib/view.js";
import { peekConversation, putConversation } from "./conversations.js";
import { ask } from "./session.js";

const RANK = { pending: 0, unconfirmed: 1, accepted: 2, sent: 3, failed: 4, delivered: 5, read: 6 };
const KEPT_THREADS = 8;
const READ_TRIES = 3;
/** @type {Standing} */
const PENDING = { status: "pending", error: null };

/** One conversation's log, from entry `first` to entry `last` without gaps. */
export class Thread {
  /** @type {Signal<Item[]>} */
  items = signal([]);
  /** Are there earlier entries? */
  more = signal(false);
  first = 0;
  last = 0;
  /** The client ids of the messages held. @type {Set<string>} */
  sent = new Set();
  /** The highest standing told of each message, by its seq. @type {Map<number, Standing>} */
  #standings = new Map();
  /** Entries that came before one they follow. @type {Map<number, Entry>} */
  #early = new Map();

  /** @param {Entry[]} entries @param {boolean} more */
  constructor(entries, more) {
    this.first = entries[0]?.seq ?? 1;
    this.last = this.first - 1;
    this.more.value = more;
    this.append(entries);
  }

  /** Add what follows; what comes too early waits. @param {Entry[]} entries @returns {boolean} false when entries are missing in between */
  append(entries) {
    for (const entry of entries) if (entry.seq > this.last) this.#early.set(entry.seq, entry);
    const next = this.#takeNext();
    if (next.length) {
      const changed = this.#learn(next);
      const held = changed.size ? this.items.peek().map((item) => this.#renewed(item, changed)) : this.items.peek();
      this.items.value = [...held, ...next.flatMap((entry) => this.#fold(entry))];
    }
    return this.#early.size === 0;
  }

  #takeNext() {
    const next = [];
    for (let entry = this.#early.get(this.last + 1); entry; entry = this.#early.get(this.last + 1)) {
      this.#early.delete(entry.seq);
      this.last = entry.seq;
      next.push(entry);
    }
    return next;
  }

  /** Add what came before. @param {Entry[]} entries @param {boolean} more */
  prepend(entries, more) {
    const earlier = entries.filter((entry) => entry.seq < this.first);
    this.#learn(earlier);
    this.items.value = [...earlier.flatMap((entry) => this.#fold(entry)), ...this.items.peek()];
    this.first = earlier[0]?.seq ?? this.first;
    this.more.value = more;
  }

  /** @param {Entry[]} entries @returns {Set<number>} the messages whose standing rose */
  #learn(entries) {
    const changed = new Set();
    for (const { kind, of = 0, status = "pending", error = null } of entries) {
      if (kind !== "receipt" || RANK[status] <= RANK[(this.#standings.get(of) ?? PENDING).status]) continue;
      this.#standings.set(of, { status, error });
      changed.add(of);
    }
    return changed;
  }

  /** @param {Item} item @param {Set<number>} changed @returns {Item} */
  #renewed(item, changed) {
    return item.kind === "message" && changed.has(item.seq) ? { ...item, ...this.#standings.get(item.seq) } : item;
  }

  /** @param {Entry} entry @returns {Item[]} */
  #fold(entry) {
    const { seq, at, change } = entry;
    /** @type {Item[]} */
    const items = entry.kind === "message" ? [this.#message(entry)] : [];
    if (change) items.push({ kind: "change", key: `c${seq}`, seq, at, change });
    return items;
  }

  /** @param {Entry} entry @returns {Message} */
  #message({ seq, at, direction = "MO", type = "text", text = "", author, client_id }) {
    if (client_id) this.sent.add(client_id);
    return { kind: "message", key: client_id ?? `m${seq}`, seq, at, direction, type, text, author, ...(this.#standings.get(seq) ?? PENDING) };
  }
}

/** The threads held, the latest looked at last. @type {Map<string, Thread>} */
const held = new Map();
/** Rises when a thread is read, read again or dropped. */
const changes = signal(0);

/** The thread held of a conversation. @param {string} id */
export const threadOf = (id) => (changes.value >= 0 ? held.get(id) : undefined);

/** The last entry held without gaps; the newest known where no thread is held. @param {string} id */
export const heldSeq = (id) => held.get(id)?.last ?? peekConversation(id)?.seq ?? 0;

/** The ids of the threads held. */
export const heldThreads = () => [...held.keys()];

/** Drop a thread that is no longer whole. @param {string} id */
export function dropThread(id) {
  if (held.delete(id)) changes.value += 1;
}

/** @param {string} id @param {number | null} before */
const readEntries = (id, before) => ask("GET", `/conversations/${encodeURIComponent(id)}/entries${before === null ? "" : `?before=${before}`}`);

/** Read a conversation's latest entries. @param {string} id */
export async function readThread(id) {
  const thread = await readLatest(id, READ_TRIES);
  if ((held.get(id)?.last ?? 0) > thread.last) return;
  held.delete(id);
  held.set(id, thread);
  for (const oldest of heldThreads().slice(0, -KEPT_THREADS)) held.delete(oldest);
  changes.value += 1;
}

/** @param {string} id @param {number} tries @returns {Promise<Thread>} */
async function readLatest(id, tries) {
  const { conversation, entries, more } = await readEntries(id, null);
  putConversation(conversation);
  const thread = new Thread(entries, more);
  // Frames may have told of newer entries meanwhile.
  const isWhole = thread.last >= (peekConversation(id)?.seq ?? 0);
  return isWhole || tries === 1 ? thread : readLatest(id, tries - 1);
}

/** Read what came before; `shift` is told how many lines were added, before anybody draws them. @param {string} id @param {(added: number) => void} shift */
export async function readEarlier(id, shift) {
  const thread = held.get(id);
  if (!thread?.more.peek()) return;
  const { entries, more } = await readEntries(id, thread.first);
  if (held.get(id) !== thread) return;
  const before = thread.items.peek().length;
  batch(() => {
    thread.prepend(entries, more);
    shift(thread.items.peek().length - before);
  });
}
