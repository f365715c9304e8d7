// @ts-check
/** Invite User and Pending Members: the form, and who has not registered yet (R2, R7). */
import { notify } from "../../console/store/notices.js";
import { batch, signal } from "../../lib/view.js";
import { makeInviteForm } from "../../platform/invite-store.js";
import { ask } from "../../platform/person.js";

/** Kept while the page lives, so that looking at another view loses nothing. */
export const form = makeInviteForm(() => "/invitations", () => void load());

/** The invitations read so far, null before the first came. @type {Signal<Invitation[] | null>} */
export const pending = signal(null);
export const problem = signal("");
/** How many there are in all, those that the search leaves out not counted. */
export const total = signal(0);
export const search = signal("");
/** The next page's cursor, "" on the last. */
export const next = signal("");
/** Whose invitation is about to be revoked. @type {Signal<Invitation | null>} */
export const revoking = signal(null);

const TYPING_MS = 250;
let [latest, typing] = [0, 0];

/** @param {string} cursor "" for the first page */
function queryOf(cursor) {
  const asked = { search: search.value.trim(), cursor };
  return new URLSearchParams(Object.entries(asked).filter(([, value]) => value));
}

/** Read the seats and the first page of invitations; with a cursor, the page after those on show. @param {string} [cursor] */
export async function load(cursor = "") {
  const mine = ++latest;
  try {
    const answer = await ask("GET", `/invitations?${queryOf(cursor)}`);
    if (mine === latest) take(answer, cursor ? (pending.value ?? []) : []);
  } catch (refusal) {
    if (mine === latest) problem.value = /** @type {Error} */ (refusal).message;
  }
}

/** @param {{invitations: Invitation[], total: number, cursor: string | null, seats: Seats}} answer @param {Invitation[]} before */
function take(answer, before) {
  batch(() => {
    pending.value = [...before, ...answer.invitations];
    total.value = answer.total;
    next.value = answer.cursor ?? "";
    problem.value = "";
    form.know(answer.seats);
  });
}

/** Look for invitations, once the typing pauses. @param {string} text */
export function find(text) {
  search.value = text;
  clearTimeout(typing);
  typing = window.setTimeout(load, TYPING_MS);
}

/** Send the e-mail again, with a new link and seven more days. @param {Invitation} invitation */
export async function resend(invitation) {
  try {
    await ask("POST", `/invitations/${invitation.id}/resend`);
    notify(`The invitation was sent to ${invitation.email} again.`);
    await load();
  } catch (refusal) {
    notify(/** @type {Error} */ (refusal).message);
  }
}

/** Take the invitation back; its seat is free again. @param {Invitation} invitation */
export async function revoke(invitation) {
  await ask("DELETE", `/invitations/${invitation.id}`);
  notify(`The invitation of ${invitation.name} was revoked.`);
  await load();
}
