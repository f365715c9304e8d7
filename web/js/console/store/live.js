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

const ENTRY_MS = 2_000;
const PATIENCE_MS = 400;
const GAP_MS = 3_000;
const SETTLE_MS = 1_000;
const ANSWER_MS = 10_000;
/** Conversations whose missing entries are waited for. @type {Set<string>} */
const mending = new Set();
/** @type {Frame} */
export const OFFLINE = { type: "error", code: "offline", title: "You are not connected. Try again in a moment." };
/** Who waits for the answer to a frame. @type {Map<string, (refusal: Frame | null) => void>} */
const answers = new Map();
let frameNumber = 0;
let readTimer = 0;
let caughtUp = false;
let newConnection = false;

/** My presence and load; null until the server has told. @type {Signal<Desk | null>} */
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
  effect(() => watch(watched.value));
  effect(() => {
    if (feed.link.value !== "online") connectionLost();
  });
  feed.start();
}

/** What changed just before the server hears of it is in no frame: so read again. @param {string} what */
function watch(what) {
  if (!feed.write({ action: "watch", watch: what })) return;
  clearTimeout(readTimer);
  readTimer = window.setTimeout(() => readOthers(true), SETTLE_MS);
}

/** @param {boolean} [again] */
function readOthers(again) {
  const list = conversations.list.peek();
  if (list !== "mine" && feed.link.peek() === "online") conversations.readList(list, again).catch(() => {});
}

function connectionLost() {
  outbox.connectionLost();
  for (const id of answers.keys()) finish(id, OFFLINE);
}

/**
 * Ask over the connection.
 * @param {object} frame
 * @returns {Promise<Frame | null>} null when done, the refusal otherwise
 */
export function request(frame) {
  const id = String(++frameNumber);
  return new Promise((resolve) => {
    answers.set(id, resolve);
    if (!feed.write({ ...frame, id })) finish(id, OFFLINE);
    setTimeout(() => finish(id, OFFLINE), ANSWER_MS);
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

function resumeFrame() {
  const current = conversations.current.peek();
  const ids = [...conversations.mine.peek(), ...heldThreads(), ...(current ? [current] : [])].filter((id) => conversations.peekConversation(id));
  return { action: "resume", have: Object.fromEntries(ids.map((id) => [id, heldSeq(id)])), watch: watched.peek() };
}

function firstFrame() {
  newConnection = true;
  return resumeFrame();
}

function pingFrame() {
  const ids = conversations.mine.peek().toSorted();
  return { action: "ping", digest: ids.map((id) => `${id}:${heldSeq(id)}`).join(","), watch: watched.peek() };
}

/** @type {Record<string, (frame: any) => void>} */
const takers = {
  entries: takeEntries,
  resumed: takeResumed,
  desk: (frame) => (desk.value = frame.desk),
  ack: takeAck,
  error: takeError,
  pong: (frame) => frame.up_to_date || catchUp(),
};

/** @param {Frame[]} frames */
function take(frames) {
  batch(() => frames.forEach((frame) => takers[frame.type]?.(frame)));
}

/** @param {{conversation: Conversation, entries: Entry[], behind: boolean}} frame */
function takeEntries({ conversation, entries, behind }) {
  const { id } = conversation;
  announce(conversation, entries);
  conversations.putConversation(conversation);
  for (const { client_id } of entries) if (client_id) outbox.logged(client_id);
  const thread = threadOf(id);
  if (thread && behind) readAnew(id);
  else if (thread && !extend(thread, conversation.seq, entries)) mend(id);
}

/** Too much was missed: read the thread again over HTTP, now or when it is looked at. @param {string} id */
function readAnew(id) {
  if (id === conversations.current.peek()) readThread(id).catch(() => dropThread(id));
  else dropThread(id);
}

/** Answers whether the thread then reaches the newest entry. @param {import("./threads.js").Thread} thread @param {number} newest @param {Entry[]} entries */
const extend = (thread, newest, entries) => thread.append(entries) && thread.last >= newest;

/** Entries are missing: mostly they are on their way, so ask a moment later. @param {string} id @param {number} [patience] milliseconds */
function mend(id, patience = PATIENCE_MS) {
  if (mending.has(id)) return;
  mending.add(id);
  setTimeout(() => askForMissing(id), patience);
}

/** @param {string} id */
function askForMissing(id) {
  mending.delete(id);
  if (!isBehind(id)) return;
  if (id !== conversations.current.peek()) return dropThread(id);
  catchUp();
  mend(id, GAP_MS);
}

/** @param {string} id */
const isBehind = (id) => (threadOf(id)?.last ?? Infinity) < (conversations.peekConversation(id)?.seq ?? 0);

/** Ask for whatever is newer than what is held. */
const catchUp = () => tell(resumeFrame());

/** Have what is new from the end user spoken. @param {Conversation} conversation @param {Entry[]} entries */
function announce(conversation, entries) {
  // Before the page has caught up, an unknown conversation is history.
  const known = conversations.peekConversation(conversation.id)?.seq ?? (caughtUp ? 0 : conversation.seq);
  const texts = entries.filter((entry) => entry.seq > known && entry.direction === "MO").map((entry) => entry.text);
  const concerned = conversations.isMine(conversation) || conversation.id === conversations.current.peek();
  if (texts.length && concerned) speak(`${contactName(conversation.contact)}: ${texts.join(" ")}`);
}

/** @param {{mine: string[], desk: Desk}} frame */
function takeResumed({ mine, desk: told }) {
  desk.value = told ?? desk.peek();
  const named = new Set(mine);
  for (const id of conversations.mine.peek()) if (!named.has(id)) void readAgain(id);
  const known = new Set(conversations.mine.peek());
  for (const id of mine) if (!known.has(id)) void readAgain(id);
  if (newConnection) freshlyConnected();
  newConnection = false;
  caughtUp = true;
}

/** What was not answered goes out again; nobody told of the others' lists meanwhile. */
function freshlyConnected() {
  outbox.connectionBack();
  readOthers(!caughtUp);
  const current = conversations.current.peek();
  if (caughtUp && current && !threadOf(current)) readThread(current).catch(() => {});
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
  if (conversation) setTimeout(() => (threadOf(conversation)?.last ?? seq) < seq && catchUp(), ENTRY_MS);
}

/** @param {Frame} frame */
function takeError(frame) {
  if (frame.code === "not_signed_in") feed.reconnect();
  else if (frame.client_id) outbox.refused(frame.client_id, frame.title);
  else if (frame.id && answers.has(frame.id)) finish(frame.id, frame);
  else notify(frame.title);
}
