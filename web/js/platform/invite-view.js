// @ts-check
/** Invite User: a row for each person, and the counter of seats beside them (R2). */
import { Icon } from "./icons.js";
import { html, useEffect, useRef } from "../lib/view.js";
import { ROWS_AT_MOST } from "./invite-store.js";

/** @type {[Field, string, Record<string, string>][]} */
const FIELDS = [
  ["name", "Name", { autocomplete: "off", maxlength: "80" }],
  ["email", "Email", { type: "email", autocomplete: "off", inputmode: "email", maxlength: "254" }],
  ["phone", "Phone Number", { type: "tel", autocomplete: "off", placeholder: "+1 415 555 0101", maxlength: "40" }],
];

/** @param {{row: Invitee, name: Field, title: string, children: any}} props */
const Labelled = ({ row, name, title, children }) => html`<div class=${`field of-${name}`}>
  <label for=${`${name}-${row.key}`}>${title}</label>${children}<p class="wrong" id=${`${name}-${row.key}-wrong`}>${row.wrong[name]}</p></div>`;

/** @param {{form: InviteForm, row: Invitee, name: Field, title: string, how: Record<string, string>}} props */
const Typed = ({ form, row, name, title, how }) => html`<${Labelled} row=${row} name=${name} title=${title}>
  <input id=${`${name}-${row.key}`} name=${name} ...${how} value=${row[name]} required aria-invalid=${String(Boolean(row.wrong[name]))} aria-describedby=${`${name}-${row.key}-wrong`}
    onInput=${(/** @type {any} */ event) => form.edit(row.key, name, event.currentTarget.value)} /></${Labelled}>`;

/** Agent can be chosen while a seat is left for the row. @param {{form: InviteForm, row: Invitee}} props */
function Role({ form, row }) {
  const isFull = row.role !== "agent" && form.left.value <= 0;
  return html`<${Labelled} row=${row} name="role" title="Role">
    <select id=${`role-${row.key}`} name="role" value=${row.role} aria-invalid=${String(Boolean(row.wrong.role))} aria-describedby=${`role-${row.key}-wrong`}
      onChange=${(/** @type {any} */ event) => form.edit(row.key, "role", event.currentTarget.value)}>
      <option value="agent" selected=${row.role === "agent"} disabled=${isFull}>Agent</option><option value="admin" selected=${row.role === "admin"}>Admin</option></select></${Labelled}>`;
}

/** @param {{form: InviteForm, row: Invitee, number: number}} props */
const Row = ({ form, row, number }) => html`<fieldset class="invitee"><legend>Person ${number}</legend>
  ${FIELDS.map(([name, title, how]) => html`<${Typed} key=${name} form=${form} row=${row} name=${name} title=${title} how=${how} />`)}
  <${Role} form=${form} row=${row} />
  ${form.rows.value.length > 1 && html`<button type="button" class="plain drop" aria-label=${`Remove person ${number}`} title="Remove" onClick=${() => drop(form, row, number)}><${Icon} name="close" /></button>`}</fieldset>`;

/** Focus goes to the row that takes the place. @param {InviteForm} form @param {Invitee} row @param {number} number */
function drop(form, row, number) {
  form.drop(row.key);
  const next = form.rows.value[Math.min(number - 1, form.rows.value.length - 1)];
  requestAnimationFrame(() => document.getElementById(`name-${next.key}`)?.focus());
}

/** @param {InviteForm} form */
function add(form) {
  form.add();
  const row = form.rows.value.at(-1);
  requestAnimationFrame(() => document.getElementById(`name-${row?.key}`)?.focus());
}

/** @param {{form: InviteForm}} props */
export function Counter({ form }) {
  const seats = form.seats.value;
  if (!seats) return null;
  const [left, held] = [form.left.value, Math.min(form.wanted.value, Math.max(0, seats.left))];
  return html`<aside class=${`counter${left ? "" : " none"}`} aria-label="Agent seats"><p id="seats-left" role="status"><b>${left}</b> <span>agent ${left === 1 ? "seat" : "seats"} left</span></p>
    <svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="all" width="100" height="8" />
      <rect class="held" width=${part(seats.taken + held, seats.total)} height="8" /><rect class="taken" width=${part(seats.taken, seats.total)} height="8" /></svg>
    <dl><div><dt>Taken</dt><dd>${seats.taken}</dd></div><div><dt>In this form</dt><dd>${held}</dd></div><div><dt>Total</dt><dd>${seats.total}</dd></div></dl>
    <p class="note">${left ? "Each agent takes a seat as soon as the invitation is sent. Admins take none." : `${held ? "This form uses the last agent seat." : "No agent seats are left."} To invite more agents, contact support to raise the number of seats.`}</p></aside>`;
}

/** @param {number} some @param {number} all */
const part = (some, all) => (all ? Math.min(100, (100 * some) / all) : 0);

/** @param {{form: InviteForm, pending?: string}} props */
function Answer({ form, pending }) {
  const answer = form.answer.value;
  const { invited, failed } = answer ?? { invited: [], failed: 0 };
  return html`<div role="status" class="answers">${invited.length > 0 && html`<p class="fine"><${Icon} name="check" /><span>${list(invited)} ${invited.length === 1 ? "was" : "were"} invited and will get an e-mail.
      ${pending && html` <a href=${pending}>See Pending Members</a>`}</span></p>`}
    ${failed > 0 && html`<p class="caution"><${Icon} name="alert" /><span>${failed === 1 ? "One person" : `${failed} people`} could not be invited; the reason stands beside the field.</span></p>`}</div>`;
}

/** @param {string[]} names */
const list = (names) => new Intl.ListFormat("en", { type: "conjunction" }).format(names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} others`] : names);

/**
 * The form with its counter.
 * @param {{form: InviteForm, pending?: string}} props `pending`: where those who were invited are listed
 */
export function Invite({ form, pending }) {
  const box = useRef(/** @type {any} */ (null));
  useEffect(() => {
    if (form.blamed.value) box.current?.querySelector("[aria-invalid=true]")?.focus();
  }, [form.blamed.value]);
  const rows = form.rows.value;
  return html`<div class="inviting"><form ref=${box} novalidate onSubmit=${(/** @type {Event} */ event) => (event.preventDefault(), form.send())}>
    <${Answer} form=${form} pending=${pending} /><p class="problem" role="alert">${form.problem.value}</p>
    <div class="invitees">${rows.map((row, index) => html`<${Row} key=${row.key} form=${form} row=${row} number=${index + 1} />`)}</div>
    <div class="ends"><button type="button" disabled=${!form.canAdd.value} aria-describedby="seats-left" onClick=${() => add(form)}><${Icon} name="plus" />Add More</button>
      <button class="primary" disabled=${form.sending.value}><${Icon} name="send" />${form.sending.value ? "Sending…" : "Send"}</button></div>
    ${rows.length >= ROWS_AT_MOST && html`<p class="note">At most ${ROWS_AT_MOST} people can be invited at once.</p>`}</form>
    <${Counter} form=${form} /></div>`;
}
