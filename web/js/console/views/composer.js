// @ts-check
/** Where the holder writes; everybody else is told who holds the conversation. */
import { contactName } from "../../lib/format.js";
import { Icon } from "../../lib/icons.js";
import { segment } from "../../lib/sms.js";
import { html, useLayoutEffect, useRef, useState } from "../../lib/view.js";
import { take, write } from "../store/actions.js";
import { isMine, shown } from "../store/conversations.js";
import { draftOf, saveDraft } from "../store/drafts.js";
import { feed } from "../store/live.js";
import { isAgent } from "../store/session.js";

/** Characters of a text that carriers take; the server refuses longer ones. */
const LONGEST = 1600;

/** @param {{text: string}} props */
function SmsHint({ text }) {
  if (!text) return html`<span class="hint">SMS</span>`;
  const { units, segments, left, encoding } = segment(text);
  const why = encoding === "UCS-2" ? "Characters outside the SMS alphabet shorten each SMS to 70" : "";
  return html`<span class=${`hint${segments > 1 ? " many" : ""}`} title=${why}>${units} ${units === 1 ? "character" : "characters"} · ${segments} SMS · ${left} left${encoding === "UCS-2" ? " · Unicode" : ""}</span>`;
}

/** @param {{conversation: Conversation}} props */
function Writing({ conversation }) {
  const { id, contact, channel } = conversation;
  const [text, setText] = useState(draftOf(id));
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  useLayoutEffect(() => {
    if (matchMedia("(min-width: 46rem)").matches) field.current?.focus({ preventScroll: true });
  }, []);
  const put = (/** @type {string} */ value) => {
    setText(value);
    saveDraft(id, value);
  };
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    write(text);
    if (text.trim()) put("");
    field.current?.focus();
  };
  const pressed = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
  };
  return html`<form class="composer" onSubmit=${submit}>
    <textarea ref=${field} rows="2" dir="auto" maxlength=${LONGEST} aria-label=${`Reply to ${contactName(contact)}`} placeholder="Write a reply" value=${text}
      onInput=${(/** @type {any} */ event) => put(event.currentTarget.value)} onKeyDown=${pressed}></textarea>
    <div class="bar">${channel === "sms" ? html`<${SmsHint} text=${text} />` : html`<span class="hint">WhatsApp</span>`}
      <span class="hint keys"><kbd>Enter</kbd> sends, <kbd>Shift</kbd> <kbd>Enter</kbd> starts a line</span>
      <button class="primary" disabled=${!text.trim()}><${Icon} name="send" /> Send</button></div></form>`;
}

/** @param {{conversation: Conversation}} props */
function NotMine({ conversation }) {
  const { owner, assignee } = conversation;
  const online = feed.link.value === "online";
  if (owner === "queue") {
    return html`<div class="composer closed"><p>Nobody answers this conversation yet.</p>
      ${isAgent() && html`<button type="button" class="primary" disabled=${!online} onClick=${take}><${Icon} name="hand" /> Take</button>`}</div>`;
  }
  if (owner === "agent") return html`<div class="composer closed"><p><b><bdi>${assignee?.name}</bdi></b> has this conversation. Only the holder can reply.</p></div>`;
  if (owner === "bot") return html`<div class="composer closed"><p>The chatbot answers this conversation.</p></div>`;
  return html`<div class="composer closed"><p>This conversation is resolved. It opens again when the contact writes.</p></div>`;
}

export function Composer() {
  const conversation = shown.value;
  if (!conversation) return null;
  return isMine(conversation) ? html`<${Writing} conversation=${conversation} />` : html`<${NotMine} conversation=${conversation} />`;
}
