// @ts-check
/** The live connection of the console: what it says, and what it does with each frame. */
import { Feed } from "../../lib/feed.js";
import { contactName } from "../../lib/format.js";
import { batch, computed, effect, signal } from "../../lib/view.js";
import * as conversations from "./conversations.js";
import { notify, speak } from "./notices.js";
import * as outbox from "./outbox.js";
import { ask } from "./session.js";
import { dropThread, heldSeq, heldThreads, readThread, threadOf } from "./threads.js";

/** @typedef {import("./types.js").Conversation} Conversation */
/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./types.js").Desk} Desk */
/** @typedef {import("../../lib/feed.js").Frame} Frame */

const ENTRY_MS = 2_000;
const GAP_MS = 3_000;
/** When each conversation's missing part was last asked for. @type {Map<string, number>} */
const askedAt = new Map();
/** What to do when an answer to a frame with this id comes. @type {Map<string, (refusal: Frame | null) => void>} */
const answers = new Map();
let frameNumber = 0;
let caughtUp = false;
let newConnection = false;

/** My presence and load; null until the server has told. @type {import("../../lib/view.js").Signal<Desk | null>} */
export const desk = signal(null);

/** What must be watched so that the list and the conversation on show stay true. */
const watched = computed(() => {
  const shown = conversations.shown.value;
  if (conversations.list.value === "all" || !shown || conversations.isMine(shown)) return conversations.list.value;
  return shown.owner === "queue" ? "queue" : "all";
});

export const feed = new Feed({ ticket, resume: firstFrame, ping: pingFrame, take });

/** Go live: connect, keep the lists watched true, send what waits. */
export function goLive() {
  outbox.startOutbox((frame) => feed.link.peek() === "online" && feed.write(frame));
  effect(() => void feed.write({ action: "watch", watch: watched.value }));
  effect(() => {
    if (feed.link.value !== "online") outbox.connectionLost();
  });
  feed.start();
}

/**
 * Ask the server over the connection.
 * @param {object} frame
 * @returns {Promise<Frame | null>} null when done, the refusal otherwise
 */
export function request(frame) {
  const id = String(++frameNumber);
  return new Promise((resolve) => {
    answers.set(id, resolve);
    if (!feed.write({ ...frame, id })) finish(id, { type: "error", code: "offline", title: "You are not connected. Try again in a moment." });
  });
}

/** @param {string} id @param {Frame | null} refusal */
function finish(id, refusal) {
  answers.get(id)?.(refusal);
  answers.delete(id);
}

/** Say something that needs no answer. @param {object} frame */
export const tell = (frame) => feed.write(frame);

async function ticket() {
  return (await ask("POST", "/ws-ticket")).ticket;
}

/** @param {string[]} ids */
const held = (ids) => Object.fromEntries(ids.map((id) => [id, heldSeq(id)]));

function resumeFrame() {
  const current = conversations.current.peek();
  const ids = new Set([...conversations.mine.peek(), ...heldThreads(), ...(current ? [current] : [])]);
  return { action: "resume", have: held([...ids].filter((id) => conversations.peekConversation(id))), watch: watched.peek() };
}

function firstFrame() {
  newConnection = true;
  return resumeFrame();
}

function pingFrame() {
  const ids = conversations.mine.peek().toSorted();
  return { action: "ping", digest: ids.map((id) => `${id}:${heldSeq(id)}`).join(",") };
}

/** @type {Record<string, (frame: any) => void>} */
const takers = {
  entries: takeEntries,
  resumed: takeResumed,
  desk: (frame) => (desk.value = frame.desk),
  ack: takeAck,
  error: takeError,
  pong: (frame) => frame.up_to_date || tell(resumeFrame()),
};

/** @param {Frame[]} frames */
function take(frames) {
  batch(() => frames.forEach((frame) => takers[frame.type]?.(frame)));
}

/** @param {{conversation: Conversation, entries: Entry[], behind: boolean}} frame */
function takeEntries({ conversation, entries, behind }) {
  const { id } = conversation;
  const known = conversations.peekConversation(id)?.seq ?? 0;
  conversations.putConversation(conversation);
  if (caughtUp) announce(conversation, entries.filter((entry) => entry.seq > known));
  for (const { client_id } of entries) if (client_id) outbox.logged(client_id);
  const thread = threadOf(id);
  if (!thread) return;
  const whole = !behind && thread.append(entries) && thread.last >= conversation.seq;
  if (!whole) mend(id, behind);
}

/** Entries are missing: read the thread on show again or ask for them, drop one that is not on show. @param {string} id @param {boolean} behind */
function mend(id, behind) {
  if (id !== conversations.current.peek()) return dropThread(id);
  if (behind) return void readThread(id).catch(() => dropThread(id));
  if (Date.now() - (askedAt.get(id) ?? 0) < GAP_MS) return;
  askedAt.set(id, Date.now());
  catchUp(id);
  setTimeout(() => isBehind(id) && mend(id, false), GAP_MS);
}

/** @param {string} id */
const isBehind = (id) => (threadOf(id)?.last ?? Infinity) < (conversations.peekConversation(id)?.seq ?? 0);

/** Ask for what is newer than the thread held of a conversation. @param {string} id */
export const catchUp = (id) => tell({ action: "resume", have: held([id]), watch: watched.peek() });

/** @param {Conversation} conversation @param {Entry[]} entries */
function announce(conversation, entries) {
  const texts = entries.filter((entry) => entry.kind === "message" && entry.direction === "MO").map((entry) => entry.text);
  const concerned = conversations.isMine(conversation) || conversation.id === conversations.current.peek();
  if (texts.length && concerned) speak(`${contactName(conversation.contact)}: ${texts.join(" ")}`);
}

/** @param {{mine: string[], desk: Desk}} frame */
function takeResumed({ mine, desk: told }) {
  desk.value = told ?? desk.peek();
  const named = new Set(mine);
  for (const id of conversations.mine.peek()) if (!named.has(id)) void readAgain(id);
  for (const id of mine) if (!conversations.peekConversation(id)) void readAgain(id);
  if (newConnection) freshlyConnected();
  newConnection = false;
  caughtUp = true;
}

/** What was not answered goes out again; a list that others change is read again, because nobody told of it meanwhile. */
function freshlyConnected() {
  outbox.connectionBack();
  const list = conversations.list.peek();
  if (caughtUp && list !== "mine") conversations.readList(list).catch(() => {});
}

/** @param {string} id */
async function readAgain(id) {
  await conversations.readConversation(id).catch((problem) => problem.status === 404 && conversations.forgetConversation(id));
}

/** @param {{id?: string, client_id?: string, seq?: number}} frame */
function takeAck({ id, client_id, seq = 0 }) {
  if (id) finish(id, null);
  if (!client_id) return;
  const conversation = outbox.conversationOf(client_id);
  outbox.taken(client_id);
  if (conversation) setTimeout(() => (threadOf(conversation)?.last ?? seq) < seq && mend(conversation, false), ENTRY_MS);
}

/** @param {Frame} frame */
function takeError(frame) {
  if (frame.client_id) outbox.refused(frame.client_id, frame.title);
  else if (frame.id && answers.has(frame.id)) finish(frame.id, frame);
  else notify(frame.title);
}
