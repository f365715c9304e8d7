// @ts-check
/** Senders of a space, on its accounts (R9). */
import { channelName } from "../../lib/format.js";
import { html, useState } from "../../lib/view.js";
import { Dialog } from "../../platform/dialog.js";
import { Icon } from "../../platform/icons.js";
import { Senders } from "../../platform/senders.js";
import * as store from "../store/carriers.js";
import { RemoveAccount } from "./accounts.js";
import { Copy } from "./copy.js";
import { Check, Field, Form, Select } from "./form.js";

/** @param {FormData} data @param {string} name */
const text = (data, name) => String(data.get(name) ?? "").trim();

/** @param {Account[]} accounts */
const choices = (accounts) => accounts.map(({ id, name }) => [id, name]);

const close = () => (store.opened.value = "");

/** @param {FormData} data */
function add(data) {
  const fields = Object.fromEntries(["channel", "account_id", "address", "name", "sender_key"].map((name) => [name, text(data, name)]));
  return store.addSender({ ...fields, directions: data.getAll("directions"), exclusive: data.get("exclusive") === "yes" });
}

/** The carrier's own id of a sender, where it has one. @param {{carrier: string | undefined, value?: string}} props */
function Key({ carrier, value = "" }) {
  const label = store.carrierOf(carrier ?? "")?.sender_key;
  return label ? html`<${Field} name="sender_key" label=${label} required=${false} defaultValue=${value} spellcheck="false" note="By which the carrier names this sender." />` : null;
}

/** @param {{space: Space}} props */
function NewSender({ space }) {
  const accounts = space.accounts ?? [];
  const [chosen, choose] = useState(accounts[0]?.id ?? "");
  return html`<${Form} act=${add} button="Add Sender" done=${close}><div class="pairs">
    <${Select} name="account_id" label="Account" value=${chosen} choices=${choices(accounts)} choose=${choose} />
    <${Select} name="channel" label="Channel type" choices=${space.channels.map((channel) => [channel, channelName(channel)])} />
    <${Field} name="address" label="Number" type="tel" placeholder="+18005550111" note="With country code, or a short code." /><${Field} name="name" label="Name" maxlength="80" note="As admins and agents see it." />
    <${Key} key=${chosen} carrier=${accounts.find(({ id }) => id === chosen)?.carrier} /></div>
  <fieldset class="checks"><legend>The sender can</legend><${Check} name="directions" value="MT" label="Send (MT)" checked /><${Check} name="directions" value="MO" label="Receive (MO)" checked /></fieldset>
  <fieldset class="checks"><legend>Use</legend><${Check} name="exclusive" value="yes" label="Exclusive to Live Chat" note="Every incoming message goes to the agents." checked /></fieldset></${Form}>`;
}

/** @param {{sender: Sender, space: Space}} props */
function Change({ sender, space }) {
  const accounts = (space.accounts ?? []).filter(({ carrier }) => carrier === sender.carrier);
  const stands = sender.account_id ? [] : [{ id: "", name: "Credentials of its own" }];
  const act = (/** @type {FormData} */ data) => store.changeSender(sender, { name: text(data, "name"), account_id: text(data, "account_id") || null, sender_key: data.has("sender_key") ? text(data, "sender_key") : null });
  return html`<${Form} act=${act} button="Save" done=${close}><div class="pairs"><${Field} name="name" label="Name" maxlength="80" defaultValue=${sender.name} />
    <${Select} name="account_id" label="Account" value=${sender.account_id ?? ""} choices=${choices(/** @type {Account[]} */ ([...stands, ...accounts]))} />
    <${Key} carrier=${sender.carrier} value=${sender.sender_key ?? ""} /></div></${Form}>`;
}

/** @param {{sender: Sender, space: Space}} props */
function More({ sender, space }) {
  const account = space.accounts?.find(({ id }) => id === sender.account_id);
  return html`<div class="below"><p class="note">${account ? html`On the account <b>${account.name}</b>` : "With credentials of its own, from before there were accounts"}${sender.sender_key && html` · <code>${sender.sender_key}</code>`}</p>
    <${Copy} label=${`Webhook URL of ${sender.name}`} value=${sender.webhook_url} />
    ${store.opened.value === sender.id ? html`<${Change} sender=${sender} space=${space} />` : html`<span class="actions"><button type="button" class="small" onClick=${() => store.open(sender.id)} aria-label=${`Change ${sender.name}`}>Change</button>
      <button type="button" class="small bad" onClick=${() => (store.removing.value = sender)} aria-label=${`Remove ${sender.name}`}>Remove</button></span>`}</div>`;
}

/** @param {{sender: Sender}} props */
const RemoveSender = ({ sender }) => html`<${Dialog} title=${`Remove ${sender.name}?`} button="Remove" danger act=${() => store.remove(sender)} close=${() => (store.removing.value = null)}>
  <p>Messages to it are no longer taken, and its number is free for another space. What was said stays. Its conversations must be resolved first.</p></${Dialog}>`;

/** What is missing before there can be a sender. @param {Space} space */
function missing(space) {
  if (!space.channels.length) return "Save a channel type first.";
  return space.accounts?.length ? "None yet. Live Chat needs at least one that sends and receives." : "Add a carrier account first.";
}

/** What is asked about. */
function Asked() {
  const thing = store.removing.value;
  if (!thing) return null;
  return "channel" in thing ? html`<${RemoveSender} sender=${thing} />` : html`<${RemoveAccount} account=${thing} />`;
}

/** @param {{space: Space}} props */
function List({ space }) {
  if (!space.senders?.length) return store.opened.value === "sender" ? null : html`<p class="note">${missing(space)}</p>`;
  return html`<${Senders} senders=${space.senders} more=${(/** @type {Sender} */ sender) => html`<${More} sender=${sender} space=${space} />`} />`;
}

/** The panel. @param {{space: Space}} props */
export function SenderPanel({ space }) {
  const ready = space.channels.length > 0 && Boolean(space.accounts?.length);
  const adding = ready && store.opened.value === "sender";
  return html`<section class="panel wide carrying" aria-labelledby="senders"><div class="panel-head"><h2 id="senders">Senders</h2>
      <button type="button" class="small" aria-expanded=${adding} disabled=${!ready} onClick=${() => store.open("sender")}><${Icon} name="plus" />Add Sender</button></div>
    ${adding && html`<${NewSender} space=${space} />`}<${List} space=${space} /><${Asked} /></section>`;
}
