// @ts-check
/** The conversations known here, and the three lists over them. */
import { contactName } from "../../lib/format.js";
import { batch, computed, signal } from "../../lib/view.js";
import { ask, isAgent, me, personId } from "./session.js";

/** @type {Map<string, Signal<Conversation>>} */
const known = new Map();
/** When each was last told of, in steps of `step`. @type {Map<string, number>} */
const toldAt = new Map();
let step = 0;
/** Rises with each change. */
const changes = signal(0);

/** @type {Signal<ListName>} */
export const list = signal("mine");
export const query = signal("");
/** The id of the conversation on show. @type {Signal<string | null>} */
export const current = signal(null);

/** @type {Record<ListName, {cursor: string | null, loaded: boolean, busy: boolean}>} */
const pages = {
  mine: { cursor: null, loaded: false, busy: false },
  queue: { cursor: null, loaded: false, busy: false },
  all: { cursor: null, loaded: false, busy: false },
};
/** The list that is read for the first time. */
export const loading = signal(/** @type {ListName | null} */ (null));

/** @param {Conversation} conversation */
export const isMine = (conversation) => conversation.owner === "agent" && conversation.assignee?.id === personId();

/** Messages of the end user that the holder has not seen. @param {Conversation} conversation */
export const unread = (conversation) => Math.max(0, conversation.mo - conversation.read_mo);

/** The newest state of a conversation. @param {string} id */
export const conversationOf = (id) => known.get(id)?.value;

/** The same, unwatched. @param {string} id */
export const peekConversation = (id) => known.get(id)?.peek();

/** The conversation on show, if it is known. */
export const shown = computed(() => (changes.value >= 0 && current.value ? conversationOf(current.value) : undefined));

/** Take a conversation's state unless it is older than the one held. @param {Conversation} news */
export function putConversation(news) {
  const held = known.get(news.id);
  toldAt.set(news.id, step);
  if (held && news.seq < held.peek().seq) return;
  const state = { ...news, read_mo: Math.max(news.read_mo, held?.peek().read_mo ?? 0) };
  if (held) held.value = state;
  else known.set(news.id, signal(state));
  changes.value += 1;
}

/** Change a conversation ahead of the server. @param {string} id @param {Partial<Conversation>} change */
export function foresee(id, change) {
  const held = known.get(id);
  if (held) putConversation({ ...held.peek(), ...change });
}

/** Forget a conversation that this person no longer sees. @param {string} id */
export function forgetConversation(id) {
  known.delete(id);
  toldAt.delete(id);
  changes.value += 1;
}

/** @type {Record<ListName, (conversation: Conversation) => boolean>} */
const belongs = { mine: isMine, queue: (conversation) => conversation.owner === "queue", all: (conversation) => conversation.owner !== "nobody" };

/** @param {Conversation} a @param {Conversation} b */
const latestFirst = (a, b) => (a.last_at < b.last_at ? 1 : a.last_at > b.last_at ? -1 : 0);
/** @param {Conversation} a @param {Conversation} b */
const longestWaitFirst = (a, b) => (a.owner_at < b.owner_at ? -1 : a.owner_at > b.owner_at ? 1 : 0);

/** @param {Conversation} conversation @param {string} wanted */
const matches = (conversation, wanted) =>
  contactName(conversation.contact).toLowerCase().includes(wanted) ||
  (conversation.contact.address ?? "").includes(wanted.replace(/[\s()-]/g, "") || wanted) ||
  conversation.preview.toLowerCase().includes(wanted);

/** The ids on show, in order. */
export const visible = computed(() => {
  const wanted = query.value.trim().toLowerCase();
  const name = list.value;
  if (changes.value < 0) return [];
  const members = [...known.values()].map((state) => state.peek()).filter(belongs[name]);
  const found = wanted ? members.filter((conversation) => matches(conversation, wanted)) : members;
  return found.toSorted(name === "queue" ? longestWaitFirst : latestFirst).map((conversation) => conversation.id);
});

/** Ids of my conversations. */
export const mine = computed(() => (changes.value < 0 ? [] : [...known.values()].map((s) => s.peek()).filter(isMine).map((c) => c.id)));

/** My conversations with something unread. */
export const unreadConversations = computed(() => (changes.value < 0 ? 0 : mine.value.filter((id) => unread(/** @type {Conversation} */ (peekConversation(id)))).length));

/** How many a list has, where that is known. @param {ListName} name */
export function countOf(name) {
  if (name === "mine") return mine.value.length;
  if (changes.value < 0 || !pages[name].loaded || pages[name].cursor || list.value === "mine") return null;
  return [...known.values()].filter((state) => belongs[name](state.peek())).length;
}

/** @param {ListName} name @param {string | null} cursor */
const readPage = (name, cursor) => ask("GET", `/conversations?list=${name}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);

/** Read a list from its start and forget members that neither it nor a frame names; `again` keeps what lies beyond the page. @param {ListName} name @param {boolean} [again] */
export async function readList(name, again) {
  const began = ++step;
  if (!again) pages[name].busy = true;
  if (!pages[name].loaded) loading.value = name;
  try {
    const page = await readPage(name, null);
    batch(() => {
      page.conversations.forEach(putConversation);
      forgetUntold(name, began, again && page.cursor ? page.conversations.at(-1) : undefined);
      if (!again) pages[name].cursor = page.cursor;
      pages[name].loaded = true;
      changes.value += 1;
    });
  } finally {
    if (!again) pages[name].busy = false;
    if (loading.value === name) loading.value = null;
  }
}

/** @param {ListName} name @param {number} began @param {Conversation} [last] of the page */
function forgetUntold(name, began, last) {
  for (const [id, state] of known) {
    const one = state.peek();
    const judged = belongs[name](one) && !(last && isBeyond(name, one, last));
    if (judged && (toldAt.get(id) ?? 0) < began && !isKept(name, one)) forgetConversation(id);
  }
}

/** @param {ListName} name @param {Conversation} one */
const isKept = (name, one) => one.id === current.value || (name !== "mine" && isMine(one));

/** Does the server list it after the other? @param {ListName} name @param {Conversation} one @param {Conversation} other */
const isBeyond = (name, one, other) => (name === "queue" ? one.owner_at > other.owner_at : one.opened_at < other.opened_at);

/** Read the next page of the list on show, if there is one. */
export async function readMore() {
  const page = pages[list.value];
  if (page.busy || !page.cursor) return;
  page.busy = true;
  try {
    const answer = await readPage(list.value, page.cursor);
    page.cursor = answer.cursor;
    batch(() => answer.conversations.forEach(putConversation));
  } finally {
    page.busy = false;
  }
}

/** Learn one conversation. @param {string} id */
export async function readConversation(id) {
  putConversation(await ask("GET", `/conversations/${encodeURIComponent(id)}`));
}

/** The list that a person starts with. */
export const firstList = () => /** @type {ListName} */ (me.value && !isAgent() ? "all" : "mine");
