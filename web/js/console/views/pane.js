// @ts-check
/** The middle column: head, thread and composer of the conversation on show. */
import { channelName, contactName, phone } from "../../lib/format.js";
import { Icon } from "../../lib/icons.js";
import { html } from "../../lib/view.js";
import { resolve } from "../store/actions.js";
import { current, isMine, shown } from "../store/conversations.js";
import { Composer } from "./composer.js";
import { contactOpen } from "./contact.js";
import { Avatar } from "./list.js";
import { Thread } from "./thread.js";

/** @param {{conversation: Conversation}} props */
const Head = ({ conversation }) => html`<header class="head">
  <a class="button plain back" href="#/" aria-label="Back to the list"><${Icon} name="back" /></a><${Avatar} contact=${conversation.contact} id=${conversation.id} />
  <div class="who"><h2><bdi>${contactName(conversation.contact)}</bdi></h2>
    <p><${Icon} name=${conversation.channel} /> ${channelName(conversation.channel)} to <bdi>${conversation.sender.name || phone(conversation.sender.address)}</bdi></p></div>
  <button type="button" class="plain toggle" aria-expanded=${contactOpen.value} aria-controls="contact" aria-label="Contact details" onClick=${() => (contactOpen.value = !contactOpen.value)}><${Icon} name="info" /></button>
  ${isMine(conversation) && html`<button type="button" class="resolve" aria-keyshortcuts="Alt+E" title="Resolve (Alt+E)" onClick=${resolve}><${Icon} name="check" /> Resolve</button>`}</header>`;

const Nothing = () => html`<div class="empty"><span class="emblem"><${Icon} name="chat" /></span><b>No conversation is open</b>
  <p>Choose one from the list. <kbd>Alt</kbd> <kbd>J</kbd> and <kbd>Alt</kbd> <kbd>K</kbd> move through it.</p></div>`;

export function Pane() {
  const conversation = shown.value;
  const content = conversation ? html`<${Head} conversation=${conversation} /><${Thread} key=${conversation.id} /><${Composer} key=${`composer-${conversation.id}`} />` : current.value ? html`<p class="empty">Loading…</p>` : html`<${Nothing} />`;
  return html`<section id="thread" class="pane" tabindex="-1" aria-label="Conversation">${content}</section>`;
}
