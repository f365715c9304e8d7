// @ts-check
/** Channel types and senders of a space (R9). */
import { channelName } from "../../lib/format.js";
import { Icon } from "../../platform/icons.js";
import { html } from "../../lib/view.js";
import { Senders } from "../../platform/senders.js";
import { addSender, addingSender as adding, setChannels } from "../store/space.js";
import { Copy } from "./copy.js";
import { Check, Field, Form } from "./form.js";

/** @type {Channel[]} */
const CHANNELS = ["sms", "whatsapp"];

/** The panel of channel types. @param {{space: Space}} props */
export const Channels = ({ space }) => html`<section class="panel" aria-labelledby="channels"><h2 id="channels">Channel types</h2><p class="note">For the whole space; they serve all its campaigns.</p>
  <${Form} key=${space.channels.join()} act=${(/** @type {FormData} */ data) => setChannels(/** @type {Channel[]} */ (data.getAll("channels")))} button="Save" plain>
    <fieldset class="checks"><legend class="unseen">Channel types</legend>${CHANNELS.map((channel) => html`<${Check} key=${channel} name="channels" value=${channel} label=${channelName(channel)} checked=${space.channels.includes(channel)} />`)}</fieldset></${Form}></section>`;

/** @param {FormData} data */
function add(data) {
  const text = (/** @type {string} */ name) => String(data.get(name) ?? "").trim();
  return addSender({
    channel: text("channel"), carrier: text("carrier"), address: text("address"), name: text("name"), directions: data.getAll("directions"),
    exclusive: data.get("exclusive") === "yes", account: { account_sid: text("account_sid"), auth_token: text("auth_token") },
  });
}

/** @param {{space: Space}} props */
const NewSender = ({ space }) => html`<${Form} act=${add} button="Add Sender" done=${() => (adding.value = false)}>
  <div class="pairs"><div class="field"><label for="new-channel">Channel type</label><select id="new-channel" name="channel">${space.channels.map((channel) => html`<option value=${channel}>${channelName(channel)}</option>`)}</select></div>
    <div class="field"><label for="new-carrier">Carrier</label><select id="new-carrier" name="carrier"><option value="twilio">Twilio</option></select></div>
    <${Field} name="address" label="Number" type="tel" placeholder="+18005550111" note="With country code, or a short code." /><${Field} name="name" label="Name" maxlength="80" note="As admins and agents see it." />
    <${Field} name="account_sid" label="Account SID" spellcheck="false" /><${Field} name="auth_token" label="Auth token" type="password" autocomplete="new-password" note="Kept as a secret; it is never shown again." /></div>
  <fieldset class="checks"><legend>The sender can</legend><${Check} name="directions" value="MT" label="Send (MT)" checked /><${Check} name="directions" value="MO" label="Receive (MO)" checked /></fieldset>
  <fieldset class="checks"><legend>Use</legend><${Check} name="exclusive" value="yes" label="Exclusive to Live Chat" note="Every incoming message goes to the agents." checked /></fieldset></${Form}>`;

function open() {
  adding.value = true;
  requestAnimationFrame(() => document.getElementById("new-channel")?.focus());
}

/** The panel of senders. @param {{space: Space}} props */
export function SenderPanel({ space }) {
  const senders = space.senders ?? [];
  return html`<section class="panel wide" aria-labelledby="senders"><div class="panel-head"><h2 id="senders">Senders</h2>
      <button type="button" class="small" aria-expanded=${adding.value} disabled=${!space.channels.length} onClick=${open}><${Icon} name="plus" />Add Sender</button></div>
    ${adding.value && space.channels.length > 0 && html`<${NewSender} space=${space} />`}
    ${senders.length > 0 && html`<${Senders} senders=${senders} more=${(/** @type {Sender} */ sender) => html`<${Copy} label=${`Webhook URL of ${sender.name}`} value=${sender.webhook_url} />`} />`}
    ${!senders.length && !adding.value && html`<p class="note">${space.channels.length ? "None yet. Live Chat needs at least one that sends and receives." : "Save a channel type first."}</p>`}</section>`;
}
