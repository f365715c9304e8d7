// @ts-check
/** Senders as cards: number, channel, and what they are used for (R9, R14). */
import { channelName, phone } from "../lib/format.js";
import { Icon } from "./icons.js";
import { carrierName } from "./names.js";
import { html } from "../lib/view.js";

/** What it is used for, in words. @param {{sender: Sender}} props */
const Use = ({ sender }) => (sender.exclusive ? html`<span class="tag agent-role">Exclusive to Live Chat</span>` : html`<span class="tag">Shared with campaigns</span>`);

/** @param {{sender: Sender, beside?: any, children?: any}} props */
const Sender = ({ sender, beside, children }) => html`<li class="sender"><span class=${`emblem ${sender.channel}`}><${Icon} name=${sender.channel} /></span>
  <div class="about"><h3><bdi>${sender.name}</bdi></h3><p class="number">${phone(sender.address)}</p>
    <p class="note">${channelName(sender.channel)} through ${carrierName(sender.carrier)} · ${sender.directions.toSorted().toReversed().join(" and ")}</p></div>
  <span class="tags">${beside ?? html`<${Use} sender=${sender} />`}</span>${children}</li>`;

/**
 * A list of senders; `beside` and `more` say what stands beside and below each.
 * @param {{senders: Sender[], beside?: (sender: Sender) => any, more?: (sender: Sender) => any}} props
 */
export const Senders = ({ senders, beside, more }) => html`<ul class="senders" role="list">${senders.map((sender) => html`<${Sender} key=${sender.id} sender=${sender} beside=${beside?.(sender)}>${more?.(sender)}</${Sender}>`)}</ul>`;
