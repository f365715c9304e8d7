// @ts-check
/** What the holder has read, and where the New messages line stands. */
import { effect, signal } from "../../lib/view.js";
import * as conversations from "./conversations.js";
import { feed, tell } from "./live.js";
import { threadOf } from "./threads.js";

/** Is the end of the thread in sight? */
export const atEnd = signal(true);
/** Is this page in front of the person? */
const looking = signal(document.visibilityState === "visible");
/** The seq of the first message that is new to the person, 0 for none. */
export const firstNew = signal(0);

let newAtOpening = 0;

/** Remember how much is new. @param {string} id */
export function startReading(id) {
  const conversation = conversations.peekConversation(id);
  newAtOpening = conversation && conversations.isMine(conversation) ? conversations.unread(conversation) : 0;
  atEnd.value = true;
  placeNewLine(id);
}

/** Once the thread is there. @param {string} id */
export function placeNewLine(id) {
  firstNew.value = seqOfLast(id, newAtOpening);
}

/** The seq of the end user's message that is so many from the end. @param {string} id @param {number} count */
function seqOfLast(id, count) {
  const items = threadOf(id)?.items.peek() ?? [];
  const messages = items.filter((item) => item.kind === "message" && item.direction === "MO");
  return count ? (messages.at(-count) ?? messages[0])?.seq ?? 0 : 0;
}

/** Watch what is read. */
export function goReading() {
  addEventListener("visibilitychange", () => (looking.value = document.visibilityState === "visible"));
  effect(() => {
    const seen = looking.value && atEnd.value && feed.link.value === "online";
    const conversation = conversations.shown.value;
    if (conversation && isUnreadByMe(conversation)) meet(conversation, seen);
  });
}

/** @param {Conversation} conversation */
const isUnreadByMe = (conversation) => Boolean(threadOf(conversation.id)) && conversations.isMine(conversation) && conversations.unread(conversation) > 0;

/** New messages are read now, or the line marks where they begin. @param {Conversation} conversation @param {boolean} seen */
function meet(conversation, seen) {
  if (seen) tellRead(conversation);
  else if (!firstNew.peek()) firstNew.value = seqOfLast(conversation.id, conversations.unread(conversation));
}

/** @param {Conversation} conversation */
function tellRead({ id, mo }) {
  if (tell({ action: "read", conversation: id, mo })) conversations.foresee(id, { read_mo: mo });
}
