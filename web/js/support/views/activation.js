// @ts-check
/** Live Chat of a space: activation, seats, direct URL, ledger, deactivation (R1, R4). */
import { html, signal } from "../../lib/view.js";
import { Dialog } from "../../platform/dialog.js";
import * as store from "../store/space.js";
import { Copy } from "./copy.js";
import { Field, Form } from "./form.js";

const SEATS_AT_MOST = 10_000;
const ledgerProblem = signal("");

/** @param {FormData} data */
const activate = (data) => store.activate(Number(data.get("seats")));

/** @param {{space: Space}} props */
const Start = ({ space }) => html`<p>Until Live Chat is active there is no icon, no direct URL and no agent in <b>${space.name}</b>.</p>
  <${Form} key="start" act=${activate} button="Activate Live Chat"><${Field} name="seats" label="Agent seats" type="number" inputmode="numeric" min="1" max=${SEATS_AT_MOST} note="How many agents the company may have, pending invitations included." /></${Form}>`;

/** @param {{seats: Seats}} props */
const Numbers = ({ seats }) => html`<dl class="numbers"><div><dt>Taken</dt><dd>${seats.taken}</dd></div><div><dt>Left</dt><dd>${seats.left}</dd></div><div><dt>Total</dt><dd>${seats.total}</dd></div></dl>`;

const checkLedger = () => store.checkLedger().then(() => (ledgerProblem.value = "")).catch((refusal) => (ledgerProblem.value = refusal.message));

/** @param {number} count @param {string} noun */
const counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** @param {Ledger} found */
function sentence({ counter, agents, invitations, admins, balanced }) {
  const seats = `${balanced ? "Balanced" : "Not balanced"}: the counter says ${counter}; ${counted(agents, "agent")} and ${counted(invitations, "pending invitation")} hold seats.`;
  return admins && admins.counter !== admins.members ? `${seats} Admins counted: ${admins.counter}, found: ${admins.members}.` : seats;
}

/** Does the counter equal who holds seats? */
function Ledger() {
  const found = store.ledger.value;
  return html`<div class="ledger"><button type="button" class="small" onClick=${checkLedger}>Check the seat ledger</button>
    <p role="status" class=${found?.balanced === false ? "wrong" : "note"}>${ledgerProblem.value || (found && sentence(found))}</p></div>`;
}

/** @param {{space: Space}} props */
const Running = ({ space }) => html`<${Numbers} seats=${space.seats} />
  <${Form} key=${`seats-${space.seats.total}`} act=${activate} button="Save" plain beside><${Field} name="seats" label="Agent seats" type="number" inputmode="numeric" min="1" max=${SEATS_AT_MOST} defaultValue=${space.seats.total} note="Can be raised at any time, and lowered to those taken." /></${Form}>
  <${Ledger} />`;

/** The panel of how the company gets in, and of the end of it. @param {{space: Space}} props */
export const Access = ({ space }) => html`<section class="panel" aria-labelledby="access"><h2 id="access">Access</h2>
  ${space.direct_url && html`<${Copy} label="Direct URL" value=${space.direct_url} />`}
  <div class="ending"><p class="note">Closes Live Chat for everyone in this space within seconds. All data is kept.</p><button type="button" class="small bad" onClick=${() => (store.deactivating.value = true)}>Deactivate Live Chat</button></div>
  ${store.deactivating.value && html`<${Dialog} title=${`Deactivate Live Chat for ${space.name}?`} button="Deactivate" danger act=${store.deactivate} close=${() => (store.deactivating.value = false)}>
    <p>All agents and admins of the space lose Live Chat within seconds. Conversations, members and seats are kept, and activating it again brings everything back.</p></${Dialog}>`}</section>`;

/** The panel. @param {{space: Space}} props */
export const Activation = ({ space }) => html`<section class="panel" aria-labelledby="live-chat"><h2 id="live-chat">Live Chat</h2>
  ${space.live_chat ? html`<${Running} space=${space} />` : html`<${Start} space=${space} />`}</section>`;
