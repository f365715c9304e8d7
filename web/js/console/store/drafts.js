// @ts-check
/** What was typed and not sent: one per conversation, kept in the browser, never moved to another conversation. */
import { signal } from "../../lib/view.js";
import { keptItems, keptName } from "./session.js";

/** @type {Map<string, string>} */
const texts = new Map();
/** Rises with each draft that appears or goes, for who shows marks. */
const changes = signal(0);

/** Read what an earlier page kept. */
export function loadDrafts() {
  for (const [id, text] of keptItems("draft")) texts.set(id, text);
  changes.value += 1;
}

/** The draft of a conversation, or "". @param {string} conversation */
export const draftOf = (conversation) => texts.get(conversation) ?? "";

/** Has the conversation a draft? Whoever asks in a view is asked again when that changes. @param {string} conversation */
export const hasDraft = (conversation) => changes.value >= 0 && texts.has(conversation);

/** How many drafts there are. */
export const draftCount = () => texts.size;

/** Keep, or with only white space forget, a draft. @param {string} conversation @param {string} text */
export function saveDraft(conversation, text) {
  const had = texts.has(conversation);
  const name = keptName("draft", conversation);
  if (text.trim()) {
    texts.set(conversation, text);
    localStorage.setItem(name, text);
  } else {
    texts.delete(conversation);
    localStorage.removeItem(name);
  }
  if (had !== texts.has(conversation)) changes.value += 1;
}
