// @ts-check
/** The space's senders: support sets them up, an admin says which are Live Chat's alone (R14). */
import { phone } from "../../lib/format.js";
import { html, useEffect } from "../../lib/view.js";
import { Dialog } from "../../platform/dialog.js";
import { Senders } from "../../platform/senders.js";
import { Nothing } from "../../platform/table.js";
import * as store from "../store/senders.js";

/** @param {{sender: Sender}} props */
const Switch = ({ sender }) => html`<button type="button" role="switch" class="toggle" aria-checked=${String(sender.exclusive)} aria-label=${`${sender.name} is exclusive to Live Chat`} onClick=${() => (store.switching.value = sender)}>
  <span aria-hidden="true">Exclusive to Live Chat</span><span class="track" aria-hidden="true"></span></button>`;

/** @param {{sender: Sender}} props */
const Means = ({ sender }) => html`<p class="note means">${sender.exclusive ? "Every message goes to the agents. Campaigns cannot use this sender." : "Messages reach the agents only where a campaign hands over."}</p>`;

/** @param {{sender: Sender}} props */
const MakeExclusive = ({ sender }) => html`<${Dialog} title=${`Make ${sender.name} exclusive to Live Chat?`} button="Make exclusive" act=${() => store.switchUse(sender)} close=${() => (store.switching.value = null)}>
  <p>Every message to ${phone(sender.address)} goes to the agents, and no campaign can use this sender. It counts for messages that come from now on; the change may take a minute.</p></${Dialog}>`;

/** @param {{sender: Sender}} props */
const Share = ({ sender }) => html`<${Dialog} title=${`Share ${sender.name} with campaigns?`} button="Share" act=${() => store.switchUse(sender)} close=${() => (store.switching.value = null)}>
  <p>New messages to ${phone(sender.address)} no longer reach the agents by themselves, only where a campaign hands over. Until a campaign uses this sender they are kept, and nobody is told.</p>
  <p>Conversations that are open stay with their agents or in the queue. The change may take a minute.</p></${Dialog}>`;

/** The view. */
export function SenderList() {
  useEffect(() => void store.load(), []);
  const [senders, sender] = [store.senders.value, store.switching.value];
  if (store.problem.value) return html`<p class="problem" role="alert">${store.problem.value}</p>`;
  if (!senders) return html`<p class="empty">Loading…</p>`;
  if (!senders.length) return html`<${Nothing} icon="phone" title="No senders yet"><p>The support team adds the numbers that your end users write to.</p></${Nothing}>`;
  return html`<${Senders} senders=${senders} beside=${(/** @type {Sender} */ one) => html`<${Switch} sender=${one} />`} more=${(/** @type {Sender} */ one) => html`<${Means} sender=${one} />`} />
    ${sender && html`<${sender.exclusive ? Share : MakeExclusive} sender=${sender} />`}`;
}
