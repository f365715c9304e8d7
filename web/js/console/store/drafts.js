// @ts-check
/** What was typed and not sent, by conversation, kept in the browser. */
import { signal } from "../../lib/view.js";
import { keep, keptItems } from "./session.js";

/** @type {Map<string, string>} */
const texts = new Map();
/** Rises when a draft appears or goes. */
const changes = signal(0);

/** Read what an earlier page kept. */
export function loadDrafts() {
  for (const [id, text] of keptItems("draft")) texts.set(id, text);
  changes.value += 1;
}

/** The draft of a conversation, or "". @param {string} conversation */
export const draftOf = (conversation) => texts.get(conversation) ?? "";

/** Has the conversation a draft? @param {string} conversation */
export const hasDraft = (conversation) => changes.value >= 0 && texts.has(conversation);

/** How many drafts there are. */
export const draftCount = () => texts.size;

/** Keep a draft; forget an empty one. @param {string} conversation @param {string} text */
export function saveDraft(conversation, text) {
  const had = texts.has(conversation);
  if (text.trim()) texts.set(conversation, text);
  else texts.delete(conversation);
  keep("draft", conversation, texts.get(conversation) ?? null);
  if (had !== texts.has(conversation)) changes.value += 1;
}
