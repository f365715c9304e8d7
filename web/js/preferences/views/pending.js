// @ts-check
/** Pending Members: who was invited and has not registered yet. */
import { exact, phone } from "../../lib/format.js";
import { Icon } from "../../platform/icons.js";
import { html } from "../../lib/view.js";
import { Dialog } from "../../platform/dialog.js";
import { Nothing, Roles, Table } from "../../platform/table.js";
import { ago } from "../../platform/times.js";
import * as store from "../store/invitations.js";

/** @type {Column<Invitation>[]} */
const COLUMNS = [
  { name: "who", title: "Name", cell: (one) => html`<bdi>${one.name}</bdi>` },
  { name: "email", title: "Email", cell: (one) => html`${one.email}${one.undeliverable && html`<span class="tag lost">Not delivered</span>`}` },
  { name: "phone", title: "Phone Number", cell: (one) => html`<bdi class="number">${phone(one.phone)}</bdi>` },
  { name: "role", title: "Role", cell: (one) => html`<${Roles} roles=${[one.role]} />` },
  { name: "sent", title: "Invited", cell: (one) => html`<time datetime=${one.invited_at} title=${exact(one.invited_at)}>${ago(one.invited_at)}</time>` },
  { name: "expires", title: "Expires", cell: (one) => html`<time class=${one.state === "expired" ? "short" : ""} datetime=${one.expires_at} title=${exact(one.expires_at)}>${one.state === "expired" ? "Expired " : ""}${ago(one.expires_at)}</time>` },
  { name: "actions", title: "", cell: (one) => html`<span class="actions">
    <button type="button" class="small" onClick=${() => store.resend(one)} aria-label=${`Resend the invitation to ${one.name}`}>Resend</button>
    <button type="button" class="small bad" onClick=${() => (store.revoking.value = one)} aria-label=${`Revoke the invitation of ${one.name}`}>Revoke</button></span>` },
];

/** @param {{one: Invitation}} props */
const RevokeDialog = ({ one }) => html`<${Dialog} title=${`Revoke the invitation of ${one.name}?`} button="Revoke" danger close=${() => (store.revoking.value = null)} act=${() => store.revoke(one)}>
  <p>The link in their e-mail no longer works${one.role === "agent" && one.state === "pending" ? ", and their seat is free again" : ""}. You can invite them again at any time.</p></${Dialog}>`;

const Search = () => html`<div class="bar-above"><label class="search"><span class="unseen">Search pending members</span><${Icon} name="search" />
  <input type="search" placeholder="Search name, email or phone" autocomplete="off" value=${store.search.value} onInput=${(/** @type {any} */ event) => store.find(event.currentTarget.value)} /></label></div>`;

function Rows() {
  const pending = store.pending.value;
  if (store.problem.value) return html`<p class="problem" role="alert">${store.problem.value}</p>`;
  if (!pending) return html`<p class="empty">Loading…</p>`;
  if (!pending.length && store.search.value) return html`<${Nothing} icon="search" title="Nobody found"><p>No pending member's name, e-mail address or phone number matches.</p></${Nothing}>`;
  if (!pending.length) return html`<${Nothing} icon="people" title="Nobody is pending"><p>Everybody who was invited has registered.</p></${Nothing}>`;
  return html`<div class="sheets"><${Table} label="Pending Members" columns=${COLUMNS} rows=${pending} /></div>
    ${store.next.value && html`<div class="pager"><button type="button" onClick=${() => store.load(store.next.value)}>Show more</button></div>`}`;
}

/** The view. */
export const Pending = () => html`${(store.pending.value?.length || store.search.value) && html`<${Search} />`}<${Rows} />
  ${store.revoking.value && html`<${RevokeDialog} one=${store.revoking.value} />`}`;
