// @ts-check
/** The list of spaces, with seats taken and left. */
import { channelName } from "../../lib/format.js";
import { Icon } from "../../platform/icons.js";
import { html, signal, useEffect } from "../../lib/view.js";
import { go } from "../../platform/route.js";
import { Nothing, Table } from "../../platform/table.js";
import * as store from "../store/spaces.js";
import { CountryField } from "./channels.js";
import { Field, Form } from "./form.js";

/** Is the form for a new space open? */
const creating = signal(false);

/** Whether Live Chat is active. @param {{on: boolean}} props */
export const Active = ({ on }) => (on ? html`<span class="tag agent">Active</span>` : html`<span class="tag">Not active</span>`);

/** Taken of total, as a bar and in words. @param {{seats: Seats}} props */
const SeatBar = ({ seats }) => html`<span class="seats"><span>${seats.taken} of ${seats.total}</span>
  <svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="all" width="100" height="8" /><rect class="taken" width=${seats.total ? (100 * seats.taken) / seats.total : 0} height="8" /></svg></span>`;

/** @type {Column<Space>[]} */
const COLUMNS = [
  { name: "who", title: "Space", cell: (space) => html`<a href=${`#/space/${space.id}`}><bdi>${space.name}</bdi></a>` },
  { name: "status", title: "Live Chat", cell: (space) => html`<${Active} on=${space.live_chat} />` },
  { name: "channels", title: "Channel types", cell: (space) => space.channels.map(channelName).join(", ") || html`<span class="note">None</span>` },
  { name: "taken", title: "Seats taken", cell: (space) => (space.seats.total ? html`<${SeatBar} seats=${space.seats} />` : html`<span class="note">None</span>`) },
  { name: "left", title: "Seats left", cell: (space) => html`<span class=${space.live_chat && space.seats.left <= 0 ? "short" : ""}>${space.seats.left}</span>` },
];

async function create(/** @type {FormData} */ data) {
  const { id } = await store.create(String(data.get("name")), String(data.get("country")) || null);
  creating.value = false;
  go(`space/${id}`);
}

const NewSpace = () => html`<section class="panel" aria-labelledby="new-space"><h2 id="new-space">Create Space</h2>
  <${Form} act=${create} button="Create" done=${() => (creating.value = false)}><${Field} name="name" label="Name" maxlength="80" note="The company as its agents know it. It stands in every invitation." autofocus /><${CountryField} value="" /></${Form}></section>`;

function Rows() {
  const found = store.found.value;
  if (store.problem.value) return html`<p class="problem" role="alert">${store.problem.value}</p>`;
  if (!store.spaces.value) return html`<p class="empty">Loading…</p>`;
  if (!found.length) return html`<${Nothing} icon=${store.search.value ? "search" : "inbox"} title=${store.search.value ? "Nothing found" : "No spaces yet"}><p>${store.search.value ? "No space has such a name, id or number." : "Create the first one."}</p></${Nothing}>`;
  return html`<div class="sheets"><${Table} label="Spaces" columns=${COLUMNS} rows=${found} /></div>`;
}

/** Open the form with the focus in it. */
function openForm() {
  creating.value = true;
  requestAnimationFrame(() => document.getElementById("new-name")?.focus());
}

/** The view. */
export function Spaces() {
  useEffect(() => {
    void store.load();
    void store.loadCountries();
  }, []);
  return html`<div class="headline"><div><h1 id="title" tabindex="-1">Spaces</h1><p class="lead">Every company's space, whether Live Chat is active there, and its agent seats.</p></div>
      <button type="button" class="primary" aria-expanded=${creating.value} onClick=${openForm}><${Icon} name="plus" />Create Space</button></div>
    ${creating.value && html`<${NewSpace} />`}
    <div class="bar-above"><label class="search"><span class="unseen">Search spaces</span><${Icon} name="search" />
      <input type="search" placeholder="Search name, id or a sender's number" autocomplete="off" value=${store.search.value} onInput=${(/** @type {any} */ event) => store.find(event.currentTarget.value)} /></label></div>
    <${Rows} />`;
}
