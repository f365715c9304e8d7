// @ts-check
/** Active Members: one page of them at a time, searched and sorted by the server, and what an admin does with them (R7). */
import { notify } from "../../console/store/notices.js";
import { batch, signal } from "../../lib/view.js";
import { ask } from "../../platform/person.js";

const TYPING_MS = 250;

/** The page of members on show, null before the first one came. @type {Signal<Member[] | null>} */
export const members = signal(null);
/** How many there are in all, or how many the search found. */
export const total = signal(0);
export const search = signal("");
export const order = signal("name");
export const loading = signal(false);
export const problem = signal("");
/** Cursors of the pages up to the one on show; the first has none. */
export const trail = signal([""]);
/** The next page's cursor, "" on the last. */
export const next = signal("");
/** What is asked about whom. @type {Signal<{kind: "roles" | "remove", member: Member} | null>} */
export const asking = signal(null);

let latest = 0;
let typing = 0;

/** Read the page on show. */
export async function load() {
  const mine = ++latest;
  const asked = { search: search.value.trim(), sort: order.value, cursor: trail.value.at(-1) ?? "" };
  const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value));
  loading.value = true;
  try {
    const answer = await ask("GET", `/members?${query}`);
    if (mine !== latest) return;
    batch(() => ((members.value = answer.members), (total.value = answer.total), (next.value = answer.cursor ?? ""), (problem.value = "")));
  } catch (refusal) {
    if (mine === latest) problem.value = /** @type {Error} */ (refusal).message;
  } finally {
    if (mine === latest) loading.value = false;
  }
}

/** Start again at the first page. */
function restart() {
  trail.value = [""];
  void load();
}

/** Look for members, once the typing pauses. @param {string} text */
export function find(text) {
  search.value = text;
  clearTimeout(typing);
  typing = window.setTimeout(restart, TYPING_MS);
}

/** @param {string} by */
export function sortBy(by) {
  order.value = by;
  restart();
}

export function turnOn() {
  trail.value = [...trail.value, next.value];
  void load();
}

export function turnBack() {
  trail.value = trail.value.slice(0, -1);
  void load();
}

/** Give a member other roles; the seat follows. @param {Member} member @param {RoleName[]} roles */
export async function setRoles(member, roles) {
  await ask("PUT", `/members/${member.id}/roles`, { roles });
  notify(`${member.name} has new roles.`);
  void load();
}

/** Take a member out of the space. @param {Member} member */
export async function remove(member) {
  await ask("DELETE", `/members/${member.id}`);
  notify(`${member.name} was removed.`);
  void load();
}
