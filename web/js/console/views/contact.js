// @ts-check
/** The column about the contact of the conversation on show. */
import { channelName, contactName, exact, phone } from "../../lib/format.js";
import { Icon } from "../../lib/icons.js";
import { html, signal } from "../../lib/view.js";
import { shown } from "../store/conversations.js";
import { Avatar } from "./list.js";

/** On narrow screens the column is shown on demand. */
export const contactOpen = signal(false);

/** @type {Record<Owner, string>} */
const OWNERS = { agent: "Open", queue: "In the queue", bot: "With the chatbot", nobody: "Resolved" };

/** @param {Conversation} conversation @returns {[string, any][]} */
const facts = ({ channel, sender, owner, assignee, opened_at, last_mo_at, mo }) => [
  ["Status", html`<span class=${`tag ${owner}`}>${OWNERS[owner]}</span>`],
  ["Held by", assignee && owner === "agent" ? html`<bdi>${assignee.name}</bdi>` : "Nobody"],
  ["Channel", html`<span class=${`channel ${channel}`}><${Icon} name=${channel} /></span> ${channelName(channel)}`],
  ["Wrote to", html`<bdi>${sender.name}</bdi> <bdi class="number">${phone(sender.address)}</bdi>`],
  ["Opened", exact(opened_at)],
  ["Last wrote", last_mo_at ? exact(last_mo_at) : "Never"],
  ["Messages", `${mo} from the contact`],
];

export function Contact() {
  const conversation = shown.value;
  if (!conversation) return null;
  const { contact, id } = conversation;
  return html`<section id="contact" class=${`contact${contactOpen.value ? " open" : ""}`} aria-label="Contact">
    <button type="button" class="plain toggle" aria-label="Close contact details" onClick=${() => (contactOpen.value = false)}><${Icon} name="close" /></button>
    <div class="person"><${Avatar} contact=${contact} id=${id} big=${true} /><h3><bdi>${contactName(contact)}</bdi></h3>
      ${contact.name && contact.address && html`<p><bdi class="number">${phone(contact.address)}</bdi></p>`}</div>
    <dl>${facts(conversation).map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></section>`;
}
