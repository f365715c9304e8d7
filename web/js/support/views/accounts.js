// @ts-check
/** Accounts with carriers: credentials go in and are never shown again, and a button asks the carrier about them. */
import { exact } from "../../lib/format.js";
import { html, useState } from "../../lib/view.js";
import { Dialog } from "../../platform/dialog.js";
import { Icon } from "../../platform/icons.js";
import { carrierName, fieldName, isSecret } from "../../platform/names.js";
import { ago } from "../../platform/times.js";
import * as store from "../store/carriers.js";
import { Copy } from "./copy.js";
import { Field, Form, Select } from "./form.js";

/** What the carrier said, in short and in words. @type {Record<string, [string, string, (carrier: string) => string]>} */
const HEALTH = {
  ok: ["Working", "agent", (carrier) => `${carrier} accepts the credentials.`],
  refused: ["Refused", "lost", (carrier) => `${carrier} refuses the credentials. Replace them.`],
  unreachable: ["Unreachable", "queue", (carrier) => `${carrier} could not be reached, which says nothing about the credentials.`],
};

/** @param {number} count */
const standing = (count) => (count === 1 ? "1 sender" : `${count || "No"} senders`);

/** @param {{account: Account}} props */
const Health = ({ account }) => html`<span class=${`tag ${HEALTH[account.health ?? ""]?.[1] ?? ""}`}>${HEALTH[account.health ?? ""]?.[0] ?? "Not tested"}</span>`;

/** @param {{account: Account}} props */
const Said = ({ account }) => html`<p class="note said" role="status">${account.health && html`${HEALTH[account.health][2](carrierName(account.carrier))} Tested <time datetime=${account.checked_at} title=${exact(account.checked_at ?? "")}>${ago(account.checked_at ?? "")}</time>.`}</p>`;

/** Long keys have lines, which a password field would swallow. @param {{field: string}} props */
const Credential = ({ field }) => field.includes("private_key")
  ? html`<div class="field"><label for=${`new-${field}`}>${fieldName(field)}</label><textarea id=${`new-${field}`} name=${field} rows="4" required spellcheck="false" autocomplete="off"></textarea></div>`
  : html`<${Field} name=${field} label=${fieldName(field)} type=${isSecret(field) ? "password" : "text"} autocomplete=${isSecret(field) ? "new-password" : "off"} spellcheck="false" />`;

/** @param {{carrier: string}} props */
const Credentials = ({ carrier }) => store.carrierOf(carrier)?.credentials.map((field) => html`<${Credential} key=${field} field=${field} />`);

/** @param {FormData} data @param {string} carrier */
const credentialsOf = (data, carrier) => Object.fromEntries((store.carrierOf(carrier)?.credentials ?? []).map((field) => [field, String(data.get(field) ?? "")]));

const close = () => (store.opened.value = "");

function NewAccount() {
  const carriers = store.carriers.value ?? [];
  const [carrier, setCarrier] = useState(carriers[0]?.name ?? "");
  const act = (/** @type {FormData} */ data) => store.addAccount(carrier, String(data.get("name")), credentialsOf(data, carrier));
  return html`<${Form} act=${act} button="Add Account" done=${close}><div class="pairs">
    <${Select} name="carrier" label="Carrier" value=${carrier} choices=${carriers.map(({ name }) => [name, carrierName(name)])} choose=${setCarrier} />
    <${Field} name="name" label="Name" maxlength="80" note="As the support team calls it." /><${Credentials} carrier=${carrier} /></div>
    <p class="note">Credentials are kept as a secret and never shown again.</p></${Form}>`;
}

/** @param {{account: Account}} props */
const Replace = ({ account }) => html`<${Form} act=${(/** @type {FormData} */ data) => store.replaceCredentials(account, credentialsOf(data, account.carrier))} button="Replace" done=${close}>
  <div class="pairs"><${Credentials} carrier=${account.carrier} /></div><p class="note">They count everywhere within a minute. Keep the old ones valid at the carrier until then.</p></${Form}>`;

/** @param {{account: Account}} props */
function Actions({ account }) {
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const test = async () => {
    setBusy(true);
    setProblem("");
    await store.test(account).catch((refusal) => setProblem(refusal.message));
    setBusy(false);
  };
  return html`<p class="problem" role="alert">${problem}</p><span class="actions"><button type="button" class="small" aria-disabled=${busy} onClick=${busy ? null : test} aria-label=${`Test ${account.name}`}>${busy ? "Testing…" : "Test"}</button>
    <button type="button" class="small" onClick=${() => store.open(account.id)} aria-label=${`Replace the credentials of ${account.name}`}>Replace credentials</button>
    <button type="button" class="small bad" onClick=${() => (store.removing.value = account)} aria-label=${`Remove ${account.name}`}>Remove</button></span>`;
}

/** @param {{account: Account}} props */
const Card = ({ account }) => html`<li class="sender"><span class="emblem"><${Icon} name="key" /></span>
  <div class="about"><h3><bdi>${account.name}</bdi></h3><p class="note">${carrierName(account.carrier)} · ${standing(account.senders)} · credentials set <time datetime=${account.credentials_at} title=${exact(account.credentials_at)}>${ago(account.credentials_at)}</time></p></div>
  <span class="tags"><${Health} account=${account} /></span>
  <div class="below"><${Said} account=${account} /><${Copy} label=${`Webhook URL of ${account.name}`} value=${account.webhook_url} />
    ${store.opened.value === account.id ? html`<${Replace} account=${account} />` : html`<${Actions} account=${account} />`}</div></li>`;

/** @param {{account: Account}} props */
export const RemoveAccount = ({ account }) => html`<${Dialog} title=${`Remove ${account.name}?`} button="Remove" danger act=${() => store.remove(account)} close=${() => (store.removing.value = null)}>
  <p>Its credentials are deleted for good. Senders that stand on it must be removed or moved to another account first.</p></${Dialog}>`;

/** The panel. @param {{space: Space}} props */
export function AccountPanel({ space }) {
  const accounts = space.accounts ?? [];
  const adding = store.opened.value === "account";
  return html`<section class="panel wide carrying" aria-labelledby="accounts"><div class="panel-head"><h2 id="accounts">Carrier accounts</h2>
      <button type="button" class="small" aria-expanded=${adding} disabled=${!store.carriers.value} onClick=${() => store.open("account")}><${Icon} name="plus" />Add Account</button></div>
    ${adding && html`<${NewAccount} />`}
    ${accounts.length > 0 && html`<ul class="senders" role="list">${accounts.map((account) => html`<${Card} key=${account.id} account=${account} />`)}</ul>`}
    ${!accounts.length && !adding && html`<p class="note">None yet. Senders stand on an account with a carrier.</p>`}</section>`;
}
