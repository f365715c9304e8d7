// @ts-check
/** Senders as cards: number, channel, and what they are used for (R9, R14). */
import { channelName, phone } from "../lib/format.js";
import { Icon } from "./icons.js";
import { html } from "../lib/view.js";

/** @type {Record<string, string>} */
const CARRIERS = { twilio: "Twilio" };

/** A carrier's name. @param {string} carrier */
export const carrierName = (carrier) => CARRIERS[carrier] ?? carrier;

/** @param {{sender: Sender, children?: any}} props */
const Sender = ({ sender, children }) => html`<li class="sender"><span class=${`emblem ${sender.channel}`}><${Icon} name=${sender.channel} /></span>
  <div class="about"><h3><bdi>${sender.name}</bdi></h3><p class="number">${phone(sender.address)}</p>
    <p class="note">${channelName(sender.channel)} through ${carrierName(sender.carrier)} · ${sender.directions.toSorted().toReversed().join(" and ")}</p></div>
  <span class="tags">${sender.exclusive ? html`<span class="tag agent-role">Exclusive to Live Chat</span>` : html`<span class="tag">Shared with campaigns</span>`}</span>${children}</li>`;

/** A list of senders; `more` says what stands below each. @param {{senders: Sender[], more?: (sender: Sender) => any}} props */
export const Senders = ({ senders, more }) => html`<ul class="senders" role="list">${senders.map((sender) => html`<${Sender} key=${sender.id} sender=${sender}>${more?.(sender)}</${Sender}>`)}</ul>`;
