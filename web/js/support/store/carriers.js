// @ts-check
/** Accounts with carriers and the senders on them (R9), of the space on show. */
import { notify } from "../../console/store/notices.js";
import { signal } from "../../lib/view.js";
import { carrierName } from "../../platform/names.js";
import { ask } from "../../platform/person.js";
import { path, space, take } from "./space.js";

/** What each carrier asks for; null before it came. @type {Signal<Carrier[] | null>} */
export const carriers = signal(null);
/** The one form that is open: "account", "sender", or the id of what is changed. */
export const opened = signal("");
/** What is asked about. @type {Signal<Account | Sender | null>} */
export const removing = signal(null);

/** Learn what there is to choose from, once. */
export async function loadCarriers() {
  if (carriers.value) return;
  const answer = await ask("GET", "/support/carriers").catch(() => null);
  if (answer) carriers.value = answer.carriers;
}

/** @param {string} name */
export const carrierOf = (name) => carriers.value?.find((one) => one.name === name);

/** Open a form, with the focus in its first field. @param {string} name */
export function open(name) {
  opened.value = name;
  requestAnimationFrame(() => /** @type {HTMLElement | null} */ (document.querySelector(".carrying form :is(input, select, textarea)"))?.focus());
}

/** @param {Account} now */
function takeAccount(now) {
  const others = (space.peek()?.accounts ?? []).filter(({ id }) => id !== now.id);
  take({ accounts: [...others, now].toSorted((one, other) => one.name.localeCompare(other.name)) });
}

/** Accounts say how many senders stand on them, so both are read anew. */
const reread = async () => take(await ask("GET", path()));

/** Ask the carrier about an account; what it said is shown beside it. @param {Account} account */
export async function test(account) {
  takeAccount(await ask("POST", path(`/accounts/${account.id}/check`)));
}

/** @param {string} carrier @param {string} name @param {Record<string, string>} credentials */
export async function addAccount(carrier, name, credentials) {
  const added = await ask("POST", path("/accounts"), { carrier, name, credentials });
  takeAccount(added);
  notify(`${name} was added.`);
  await test(added);
}

/** @param {Account} account @param {Record<string, string>} credentials */
export async function replaceCredentials(account, credentials) {
  takeAccount(await ask("PUT", path(`/accounts/${account.id}/credentials`), { credentials }));
  notify(`${account.name} has new credentials.`);
  await test(account);
}

/** @param {object} sender as docs/protocol.md has it */
export async function addSender(sender) {
  const added = await ask("POST", path("/senders"), sender);
  await reread();
  notify(`${added.name} was added. Give its webhook URL to ${carrierName(added.carrier)}.`);
}

/** @param {Sender} sender @param {object} changes */
export async function changeSender(sender, changes) {
  await ask("PUT", path(`/senders/${sender.id}`), changes);
  await reread();
  notify("The sender is saved.");
}

/** @param {Account | Sender} thing */
export async function remove(thing) {
  await ask("DELETE", path(`/${"channel" in thing ? "senders" : "accounts"}/${thing.id}`));
  await reread();
  notify(`${thing.name} was removed.`);
}
