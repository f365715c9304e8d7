// @ts-check
/** Active Members: who has registered, and what can be done with them. */
import { exact, phone } from "../../lib/format.js";
import { Icon } from "../../platform/icons.js";
import { html, useEffect, useState } from "../../lib/view.js";
import { Dialog } from "../../platform/dialog.js";
import { me } from "../../platform/person.js";
import { Nothing, Roles, Table, roleName } from "../../platform/table.js";
import { ago } from "../../platform/times.js";
import { form } from "../store/invitations.js";
import * as store from "../store/members.js";

/** @param {"roles" | "remove"} kind @param {Member} member */
const ask = (kind, member) => (store.asking.value = { kind, member });

/** @type {Column<Member>[]} */
const COLUMNS = [
  { name: "who", title: "Name", order: "name", cell: (member) => html`<bdi>${member.name}</bdi>${member.id === me.value?.person.id && html` <span class="note">(you)</span>`}` },
  { name: "email", title: "Email", order: "email", cell: (member) => member.email },
  { name: "phone", title: "Phone Number", cell: (member) => html`<bdi class="number">${phone(member.phone)}</bdi>` },
  { name: "role", title: "Role", order: "role", cell: (member) => html`<${Roles} roles=${member.roles} />` },
  { name: "seen", title: "Last active", order: "last_active", latestFirst: true, cell: (member) => (member.last_active_at ? html`<time datetime=${member.last_active_at} title=${exact(member.last_active_at)}>${ago(member.last_active_at)}</time>` : "Not yet") },
  { name: "actions", title: "", cell: (member) => html`<span class="actions">
    <button type="button" class="small" onClick=${() => ask("roles", member)} aria-label=${`Change role of ${member.name}`}>Change role</button>
    <button type="button" class="small bad" onClick=${() => ask("remove", member)} aria-label=${`Remove ${member.name}`}>Remove</button></span>` },
];

const close = () => (store.asking.value = null);

/** Whoever takes the own rights away sees another page from then on. @param {Member} member */
const seeAnew = (member) => member.id === me.value?.person.id && location.reload();

/** @param {{member: Member}} props */
function RolesDialog({ member }) {
  const [roles, setRoles] = useState(member.roles);
  const isFull = !member.roles.includes("agent") && (form.seats.value?.left ?? 0) <= 0;
  const flip = (/** @type {RoleName} */ role) => setRoles(roles.includes(role) ? roles.filter((one) => one !== role) : [...roles, role]);
  const act = async () => {
    if (!roles.length) throw new Error("Choose at least one role, or remove the member.");
    await store.setRoles(member, roles);
    seeAnew(member);
  };
  return html`<${Dialog} title=${`Change role of ${member.name}`} button="Save" act=${act} close=${close}>
    ${/** @type {RoleName[]} */ (["agent", "admin"]).map((role) => html`<label class="check" key=${role}><input type="checkbox" checked=${roles.includes(role)} disabled=${role === "agent" && isFull} onChange=${() => flip(role)} />
      <span><b>${roleName(role)}</b><span class="note">${role === "agent" ? (isFull ? "No seats are left. Contact support to raise the number." : "Answers conversations; takes a seat.") : "Reaches the platform and invites others; takes no seat."}</span></span></label>`)}</${Dialog}>`;
}

/** @param {{member: Member}} props */
const RemoveDialog = ({ member }) => html`<${Dialog} title=${`Remove ${member.name}?`} button="Remove" danger close=${close} act=${() => store.remove(member).then(() => void seeAnew(member))}>
  <p>${member.roles.includes("agent") ? "They lose access at once, their seat is free again, and their open conversations go back to the head of the queue." : "They lose access at once."}</p></${Dialog}>`;

function Asked() {
  const asked = store.asking.value;
  if (!asked) return null;
  return asked.kind === "roles" ? html`<${RolesDialog} member=${asked.member} />` : html`<${RemoveDialog} member=${asked.member} />`;
}

const Pager = () => (store.trail.value.length > 1 || store.next.value) && html`<nav class="pager" aria-label="Pages of members">
  <button type="button" disabled=${store.trail.value.length < 2} onClick=${store.turnBack}>Previous</button><span>Page ${store.trail.value.length}</span>
  <button type="button" disabled=${!store.next.value} onClick=${store.turnOn}>Next</button></nav>`;

function Rows() {
  const members = store.members.value;
  if (store.problem.value) return html`<p class="problem" role="alert">${store.problem.value}</p>`;
  if (!members) return html`<p class="empty">Loading…</p>`;
  if (!members.length) return html`<${Nothing} icon="search" title="Nobody found"><p>No member's name, e-mail address or phone number matches.</p></${Nothing}>`;
  return html`<div class=${`sheets${store.loading.value ? " stale" : ""}`}><${Table} label="Active Members" columns=${COLUMNS} rows=${members} sorted=${store.order.value} sort=${store.sortBy} /></div><${Pager} />`;
}

/** @param {number} count */
const counted = (count) => `${count.toLocaleString("en")} ${count === 1 ? "member" : "members"}`;

/** The view. */
export function Members() {
  useEffect(() => void store.load(), []);
  return html`<div class="bar-above"><label class="search"><span class="unseen">Search members</span><${Icon} name="search" />
    <input type="search" placeholder="Search name, email or phone" autocomplete="off" value=${store.search.value} onInput=${(/** @type {any} */ event) => store.find(event.currentTarget.value)} /></label>
    <p class="note" role="status">${store.members.value && counted(store.total.value)}</p></div>
    <${Rows} /><${Asked} />`;
}
