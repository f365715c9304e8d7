// @ts-check
/** What a person does in the console. */
import { contactName } from "../../lib/format.js";
import { batch, effect } from "../../lib/view.js";
import * as conversations from "./conversations.js";
import { draftCount, loadDrafts } from "./drafts.js";
import { OFFLINE, desk, feed, goLive, request, tell } from "./live.js";
import { notify } from "./notices.js";
import * as outbox from "./outbox.js";
import { showLatest } from "./scrollback.js";
import { me, personId, signOut } from "./session.js";
import { readThread, threadOf } from "./threads.js";
import { firstNew, goReading, placeNewLine, startReading } from "./unread.js";

/** Has the signed-in person conversations here? */
export const hasConversations = () => me.value?.space?.live_chat ?? false;

/** Start the console. */
export async function start() {
  loadDrafts();
  conversations.list.value = conversations.firstList();
  effect(() => {
    const unread = conversations.unreadConversations.value;
    document.title = `${unread ? `(${unread}) ` : ""}Live Chat`;
  });
  goReading();
  await conversations.readList(conversations.list.value).catch((problem) => notify(problem.message));
  showAddressed();
  addEventListener("hashchange", showAddressed);
  goLive();
}

/** Show the conversation that the address names after `#/c/`, or none. */
function showAddressed() {
  const id = /^#\/c\/([\w-]+)$/.exec(location.hash)?.[1];
  if (id) show(id);
  else conversations.current.value = null;
}

/** Go to a conversation, or with null to the list alone. @param {string | null} id */
export function goTo(id) {
  location.hash = id ? `#/c/${id}` : "#/";
}

/** @param {string} id */
async function show(id) {
  batch(() => {
    conversations.current.value = id;
    showLatest();
    startReading(id);
  });
  // What is mine is told of at all times; the thread of another is on show while it is read again.
  if (threadOf(id) && isMine(id)) return;
  await readThread(id).then(() => showRead(id), (problem) => explainMissing(id, problem));
}

/** @param {string} id */
function isMine(id) {
  const known = conversations.peekConversation(id);
  return known !== undefined && conversations.isMine(known);
}

/** The thread has come: what is in it is not pending, and it is shown unless the person went on. @param {string} id */
function showRead(id) {
  for (const { client_id } of outbox.pending.peek()) if (threadOf(id)?.sent.has(client_id)) outbox.logged(client_id);
  if (id !== conversations.current.peek()) return;
  batch(() => {
    showLatest();
    placeNewLine(id);
  });
}

/** @param {string} id @param {{status: number, message: string}} problem */
function explainMissing(id, problem) {
  if (id !== conversations.current.peek()) return;
  notify(problem.status === 404 ? "This conversation does not exist, or you may not see it." : problem.message);
  if (problem.status === 404) goTo(null);
}

/** Look at another list. @param {ListName} name */
export function lookAt(name) {
  conversations.list.value = name;
  conversations.readList(name).catch((problem) => notify(problem.message));
}

/** Go to the conversation below (1) or above (-1) in the list. @param {1 | -1} step */
export function goBy(step) {
  const ids = conversations.visible.peek();
  const at = ids.indexOf(conversations.current.peek() ?? "");
  const next = at < 0 ? ids[0] : ids[at + step];
  if (next) goTo(next);
}

/** Send what was written in the conversation on show. @param {string} text */
export function write(text) {
  const id = conversations.current.peek();
  if (!id || !text.trim()) return;
  batch(() => {
    outbox.send(id, text.trim());
    firstNew.value = 0;
    showLatest();
  });
}

/** Resolve the conversation on show and go on to the next. */
export async function resolve() {
  const id = conversations.current.peek();
  const before = id && conversations.peekConversation(id);
  if (!before || !conversations.isMine(before)) return;
  if (feed.link.peek() !== "online") return notify(OFFLINE.title);
  const ids = conversations.visible.peek();
  const at = ids.indexOf(id);
  const next = ids[at + 1] ?? ids[at - 1] ?? null;
  conversations.foresee(id, { owner: "nobody", assignee: null });
  goTo(next);
  notify(`Resolved ${contactName(before.contact)}.`);
  const refusal = await request({ action: "resolve", conversation: id });
  if (!refusal) return;
  conversations.foresee(id, { owner: before.owner, assignee: before.assignee });
  notify(refusal.title);
}

/** Take the queued conversation on show. */
export async function take() {
  const id = conversations.current.peek();
  if (!id) return;
  const refusal = await request({ action: "take", conversation: id });
  if (!refusal) return conversations.foresee(id, { owner: "agent", assignee: { id: personId(), name: me.value?.person.name ?? "" } });
  notify(refusal.title);
  await conversations.readConversation(id).catch(() => {});
}

/** Say whether new conversations may come. @param {Presence} presence */
export function setPresence(presence) {
  const before = desk.peek();
  if (before && tell({ action: "presence", presence })) desk.value = { ...before, presence };
  else notify(OFFLINE.title);
}

/** Sign out, after asking where typed text would be lost. */
export async function leave() {
  const unsent = draftCount() + outbox.pending.peek().length;
  if (unsent && !confirm("Some of what you wrote has not been sent. Sign out and delete it?")) return;
  await signOut();
}
